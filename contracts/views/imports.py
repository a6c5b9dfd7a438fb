"""Importing files as a centre admin: upload, the report of the check, and the word to write."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contracts.access import for_roles, staff_of
from contracts.domain.errors import DomainError
from contracts.domain.roles import Role
from contracts.forms_imports import UploadForm
from contracts.imports.report import report_of
from contracts.models import ImportBatch, Staff
from contracts.services import uploads
from contracts.wording import error_message

EARLIER = 50
SAMPLES = Path(settings.BASE_DIR) / "docs" / "samples"
UNPROCESSABLE = 422
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _batches(staff: Staff) -> QuerySet[ImportBatch]:
    """The imports that this person may see: those of the own organisation."""
    return ImportBatch.objects.filter(organisation=staff.organisation).order_by(
        "-started_at", "-pk"
    )


@for_roles(Role.CENTRE_ADMIN)
def imports(request: HttpRequest) -> HttpResponse:
    """The upload form, the sample files and the earlier imports; a POST uploads."""
    staff = staff_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = uploads.receive_upload(
            by=staff, kind=form.cleaned_data["kind"], upload=form.cleaned_data["file"]
        )
        return redirect("contracts:import-detail", batch.pk)
    return render(
        request,
        "contracts/imports.html",
        {
            "form": form,
            "earlier": [report_of(batch) for batch in _batches(staff)[:EARLIER]],
            "kinds": ImportBatch.Kind.choices,
        },
        status=UNPROCESSABLE if form.errors else None,
    )


@require_GET
@for_roles(Role.CENTRE_ADMIN)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it found, and what can be done now."""
    batch = get_object_or_404(_batches(staff_of(request)), pk=pk)
    has_errors = bool(batch.stored_name) and uploads.error_path(batch).is_file()
    kept_until = batch.started_at + uploads.KEPT_FOR if batch.stored_name else None
    context = {"report": report_of(batch), "has_errors": has_errors, "kept_until": kept_until}
    template = (
        "contracts/_import_report.html"
        if getattr(request, "htmx", False)
        else "contracts/imports_detail.html"
    )
    return render(request, template, context)


@require_POST
@for_roles(Role.CENTRE_ADMIN)
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a checked file: ``rows`` is ``all`` or ``valid``."""
    staff = staff_of(request)
    batch = get_object_or_404(_batches(staff), pk=pk)
    try:
        batch = uploads.commit_upload(
            by=staff, batch=batch, accept_valid=request.POST.get("rows") == "valid"
        )
    except DomainError as error:
        messages.error(request, error_message(error))
    else:
        if batch.state == ImportBatch.State.WRITTEN:
            messages.success(request, _("%d rows were written.") % batch.written_count)
    return redirect("contracts:import-detail", pk)


@require_GET
@for_roles(Role.CENTRE_ADMIN)
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to mend, as CSV."""
    batch = get_object_or_404(_batches(staff_of(request)), pk=pk)
    path = uploads.error_path(batch)
    if not batch.stored_name or not path.is_file():
        raise Http404
    name = f"{Path(batch.file_name).stem}.errors.csv"
    return _download(path, name)


@require_GET
@for_roles(Role.CENTRE_ADMIN)
def import_sample(request: HttpRequest, kind: str, form: str) -> HttpResponse:  # noqa: ARG001 - a view
    """A sample file: Chinese headers as CSV, English ones as a workbook."""
    names = {"csv": f"{kind}.zh.csv", "xlsx": f"{kind}.en.xlsx"}
    if kind not in ImportBatch.Kind.values or form not in names:
        raise Http404
    return _download(SAMPLES / names[form], names[form])


def _download(path: Path, name: str) -> HttpResponse:
    """A file to keep, under a name of its own; the browser guesses no type."""
    return HttpResponse(
        path.read_bytes(),
        content_type=MEDIA_TYPES[path.suffix],
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or ""
        },
    )
