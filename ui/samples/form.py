"""A form in every state."""

from django import forms

from ui.samples.words import Words


class SampleForm(forms.Form):
    """A form in all its states: right, wanting a second look, wrong, read-only, empty, choices."""

    visited_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    systolic = forms.IntegerField()
    diastolic = forms.IntegerField()
    weight = forms.DecimalField()
    height = forms.IntegerField(disabled=True, required=False)
    glucose = forms.DecimalField(required=False)
    mode = forms.ChoiceField(widget=forms.RadioSelect)
    symptoms = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    adherence = forms.ChoiceField(widget=forms.Select)
    remark = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)

    warnings: dict[str, str]


def sample_form(w: Words) -> SampleForm:
    """Return the form with a warning on the weight and an error on the pressure."""
    answers: dict[str, str | list[str]] = {
        "visited_on": "2026-07-30",
        "systolic": "148",
        "diastolic": "186",
        "weight": "55.8",
        "mode": "clinic",
        "symptoms": ["none"],
        "adherence": "regular",
    }
    form = SampleForm(
        {f"sample-{name}": value for name, value in answers.items()},
        initial={"height": 158},
        prefix="sample",
    )
    labels = {
        "visited_on": w("日期", "Date"),
        "systolic": w("收缩压", "Systolic"),
        "diastolic": w("舒张压", "Diastolic"),
        "weight": w("体重", "Weight"),
        "height": w("身高", "Height"),
        "glucose": w("空腹血糖", "Fasting glucose"),
        "mode": w("方式", "Mode"),
        "symptoms": w("症状", "Symptoms"),
        "adherence": w("服药依从性", "Adherence"),
        "remark": w("其他体征", "Other signs"),
    }
    for name, label in labels.items():
        form.fields[name].label = label
    mode = form.fields["mode"]
    symptoms = form.fields["symptoms"]
    adherence = form.fields["adherence"]
    if isinstance(mode, forms.ChoiceField):
        mode.choices = [
            ("clinic", w("门诊", "Clinic")),
            ("home", w("家庭", "Home")),
            ("phone", w("电话", "Phone")),
        ]
    if isinstance(symptoms, forms.ChoiceField):
        symptoms.choices = [
            ("none", w("无症状", "None")),
            ("dizzy", w("头痛头晕", "Headache, dizziness")),
            ("nausea", w("恶心呕吐", "Nausea")),
            ("chest", w("心悸胸闷", "Palpitations")),
            ("oedema", w("下肢水肿", "Leg swelling")),
        ]
    if isinstance(adherence, forms.ChoiceField):
        adherence.choices = [
            ("regular", w("规律", "Regular")),
            ("gaps", w("间断", "With gaps")),
            ("none", w("不服药", "None")),
        ]
    form.warnings = {
        "weight": w(
            "比上次少 10.6 kg。若属实可以保存，请记下原因。",
            "10.6 kg less than last time. May be saved; note the reason.",
        )
    }
    form.is_valid()
    form.add_error("diastolic", w("高于收缩压。是否对调了？", "Above systolic. Swapped?"))
    return form
