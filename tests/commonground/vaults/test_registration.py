"""Every table that names a unit's key is known to the vault: else a rotation would leave its records behind."""

from django.apps import apps
from django.db import models

from commonground.foundation.vault.models import UnitKey, UnitKeyGrant
from commonground.foundation.vault.registry import sealed_files, the_units, wrapped_keys


def test_every_table_that_names_a_unit_key_is_registered():
    naming = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is UnitKey
        and model is not UnitKeyGrant
    }
    assert naming == {(kind.model, kind.unit_key) for kind in wrapped_keys()}


def test_registered_columns_are_wrapped_keys_of_their_table():
    for kind in wrapped_keys():
        for column in kind.columns:
            assert isinstance(apps.get_model(kind.model)._meta.get_field(column), models.BinaryField)


def test_the_city_is_registered():
    assert "professional-standards" in the_units().keys()  # noqa: SIM118  # a method of ours
    assert [files.name for files in sealed_files()] == ["evidence"]


def test_an_unknown_holder_may_open_nothing(db):
    for holder in ("", "person:", "person:x", "person:999999", "recovery:abc", "person:1;", "person:²"):
        assert not the_units().may_open(holder, "professional-standards")
