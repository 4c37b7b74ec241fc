"""Files that a browser keeps instead of showing: named harmlessly, never taken for a page, never cached."""

from django.http import HttpResponse
from django.utils.text import slugify

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def download(content: bytes, name: str, ending: str) -> HttpResponse:
    """`name` are words for people; the file's name keeps their plain letters and digits alone."""
    answer = HttpResponse(content, content_type=KINDS[ending])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)[:100] or "paper"}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
