"""Include it last at the public door, inside the language prefix: it answers every address that is left."""

from django.urls import path

from commonground.content import pages_public

app_name = "content"
urlpatterns = [path("<path:path>/", pages_public.page, name="page")]
