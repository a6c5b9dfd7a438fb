"""The charts of the design page; the statement is the worked example of scheme A."""

from datetime import date
from decimal import Decimal

from ui import charts
from ui.samples.words import Words


def waterfall(w: Words) -> charts.Chart:
    """Return the statement of the worked example as a waterfall."""
    step = charts.WaterfallStep
    return charts.waterfall(
        key="wf",
        title=w("从预付到应得", "From prepayment to entitlement"),
        steps=[
            step(w("基金预付", "Upfront"), 13_084_672),
            step(w("预留返还", "Release"), 3_271_168),
            step(w("控制率上浮", "Control uplift"), 527_231, before_cap_fen=1_635_584),
            step(w("再入院奖励", "Readmission"), 1_926_145, before_cap_fen=5_975_309),
            step(w("真实性系数", "Authenticity"), -286_227),
            step(w("加倍扣减", "Deduction × 2"), -246_912),
            step(w("基金合计", "Fund total"), 18_276_077, "total"),
            step(w("个人部分", "Residents"), 5_008_500),
            step(w("应得", "You get"), 23_284_577, "total"),
        ],
    )


def trend(w: Words) -> charts.Chart:
    """Return two years of one resident's readings."""
    days = [date(2024, 9, 2), date(2024, 12, 5), date(2025, 2, 10), date(2025, 5, 18)]
    days += [date(2025, 8, 21), date(2025, 12, 2), date(2026, 4, 30), date(2026, 7, 30)]
    upper = [158, 152, 149, 156, 147, 145, 141, 146]
    lower = [92, 88, 86, 90, 84, 85, 76, 85]
    glucose = ["8.2", "7.9", "7.4", "7.1", "6.9", "6.6", "6.4", "7.8"]
    point = charts.Point
    limit = Decimal(150)
    systolic = [
        point(on, Decimal(value), met=value < limit) for on, value in zip(days, upper, strict=True)
    ]
    home = point(date(2026, 7, 21), Decimal(143), home=True)
    return charts.trend(
        key="tr",
        title=w("两年走势", "Two years"),
        start_on=date(2024, 8, 1),
        end_on=date(2026, 8, 10),
        panels=[
            charts.Panel(
                w("血压", "Blood pressure"),
                "mmHg",
                [
                    charts.Series(
                        w("收缩", "Systolic"),
                        [*systolic[:-1], home, systolic[-1]],
                        limit,
                        Decimal(110),
                        w("目标低于 150", "target below 150"),
                    ),
                    charts.Series(
                        w("舒张", "Diastolic"),
                        [point(on, Decimal(value)) for on, value in zip(days, lower, strict=True)],
                        quiet=True,
                    ),
                ],
                height=168,
            ),
            charts.Panel(
                w("空腹血糖", "Fasting glucose"),
                "mmol/L",
                [
                    charts.Series(
                        w("血糖", "Glucose"),
                        [
                            point(on, Decimal(value), met=Decimal(value) < Decimal(7))
                            for on, value in zip(days, glucose, strict=True)
                        ],
                        Decimal(7),
                        target_words=w("目标低于 7.0", "target below 7.0"),
                    )
                ],
                height=104,
            ),
        ],
        stays=[charts.Stay(date(2025, 5, 1), date(2025, 5, 12), w("住院", "Hospital"))],
    )


def states(w: Words) -> charts.Chart:
    """Return the four states of a population."""
    part = charts.Part
    return charts.state_bar(
        key="states",
        title=w("管理人群", "Managed residents"),
        parts=[
            part(w("达标", "Controlled"), 339, "ok", "#charts"),
            part(w("未达标", "Not controlled"), 83, "not", "#charts"),
            part(w("来了未测", "Seen, not measured"), 18, "blank", "#charts"),
            part(w("本季未随访", "Not seen this quarter"), 78, "miss", "#charts"),
        ],
    )


def interval(w: Words) -> charts.Chart:
    """Return a rate with its interval and thresholds."""
    return charts.interval(
        key="ci",
        title=w("血压控制率", "Blood pressure control"),
        numerator=467,
        denominator=512,
        low_percent=Decimal("88.44"),
        high_percent=Decimal("93.37"),
        thresholds=[
            charts.Threshold(Decimal(80), w("返还", "release")),
            charts.Threshold(Decimal(90), w("上浮", "uplift")),
        ],
        previous=("2024", Decimal("86.40")),
        from_percent=60,
    )
