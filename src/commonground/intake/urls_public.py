"""Addresses of `/tell-us/` that are the same for every kind of matter; each domain adds its forms beside them."""

from django.urls import URLPattern, URLResolver, include, path

from commonground.intake.pages_public import next_steps, proof, returning, uploads

urlpatterns: list[URLPattern | URLResolver] = [
    path("return/", returning.come_back, name="return"),
    path("return/proof/", proof.keep_proof, name="keep_proof"),
    path("files/", include(uploads.urlpatterns)),
    path("proof/", proof.proof, name="proof"),
    path("proof/keys.json", proof.proof_keys, name="proof_keys"),
    path("what-happens-next/<slug:kind>/", next_steps.next_steps, name="next"),
]
