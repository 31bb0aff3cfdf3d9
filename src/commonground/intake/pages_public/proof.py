"""The filing proof: anybody checks one here, or without us with the published keys; whoever filed keeps theirs."""

from dataclasses import asdict

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commonground.foundation.opening import open_to_anyone
from commonground.foundation.proofs.keys import public_keys
from commonground.foundation.proofs.proof import FilingProof, check_proof
from commonground.intake.pages_public.guarded import in_confidence, show
from commonground.intake.pages_public.returning import CodeForm, open_by_code
from commonground.reference.city import the_city

MARK = "-" * 30


class ProofForm(forms.Form):
    proof = forms.CharField(
        max_length=5000,
        label=gettext_lazy("The proof"),
        help_text=gettext_lazy("All of it, from the line that begins it to the line that ends it."),
        widget=forms.Textarea({"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Paste a proof."),
            "max_length": gettext_lazy(
                "This is longer than any proof. Paste only the proof, not what you wrote."
            ),
        },
    )


@open_to_anyone(reason="Anybody may check a filing proof", methods=("GET", "POST"))
@in_confidence
def proof(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request.POST) if request.method == "POST" else ProofForm()
    checked = check_proof(form.cleaned_data["proof"]) if form.is_bound and form.is_valid() else None
    context: dict[str, object] = {
        "form": form,
        "checked": checked,
        "keys": public_keys(),
        "city": the_city().name.in_language(get_language() or "en"),
    }
    return show(request, "intake/proof.html", context, status=422 if form.errors else 200)


@open_to_anyone(reason="The public keys that sign filing proofs, for a check without us")
def proof_keys(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"keys": [asdict(key) for key in public_keys()]}, json_dumps_params={"indent": 1})


@open_to_anyone(reason="Whoever filed saves their proof", methods=("POST",))
@in_confidence
def keep_proof(request: HttpRequest) -> HttpResponse:
    opened = open_by_code(CodeForm(request.POST))
    if opened is None or opened.case.proof is None:
        return redirect("tell_us:return")
    whole = request.POST.get("what") == "copy"
    text = _copy(opened.case.proof) if whole else opened.case.proof.text
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = "filing-proof-and-copy.txt" if whole else "filing-proof.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _copy(found: FilingProof) -> str:
    """The proof, and under it what only the person who filed may have."""
    told = _(
        "For yourself alone. Under this line stand the nonce and, exactly as it was sent, what you wrote."
    )
    return f"{found.text}\n{told}\n{MARK}\nnonce: {found.nonce}\nfiling: {found.filing}\n"
