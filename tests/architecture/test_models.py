"""Every field classified, foreign keys pointing down only, nothing generic, no signals across packages."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from commonground.foundation.privacy import Retention, UndeclaredField, declaration_of, declared_models

SOURCE = Path(__file__).resolve().parents[2] / "src" / "commonground"
LAYERS = [
    "design",
    "foundation",
    "reference",
    "access",
    "vaults boards content",
    "casework",
    "conflict",
    "matters",
    "records",
    "intake",
    "domains",
    "publishing",
    "doors",
]


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("commonground.")]


def layer_of(model: type[models.Model]) -> int:
    package = model.__module__.split(".")[1]
    return next(number for number, names in enumerate(LAYERS) if package in names.split())


def test_every_field_of_every_table_is_classified() -> None:
    declared = {declaration.model for declaration in declared_models()}
    assert declared >= set(ours())


def test_an_unclassified_field_fails() -> None:
    class Forgetful(models.Model):
        named = models.TextField()
        forgotten = models.TextField()

        class Meta:
            app_label = "foundation"
            managed = False

        class Privacy:
            public = ("id", "named")
            retention = Retention.TRANSIENT

    try:
        with pytest.raises(UndeclaredField, match="forgotten"):
            declaration_of(Forgetful)
    finally:
        del apps.all_models["foundation"]["forgetful"]
        apps.clear_cache()


def columns_of_a_new_row(model: type[models.Model]) -> set[str]:
    """Every column that Django names when it adds a row; a key that the database counts up is none of them."""
    counted = () if isinstance(model._meta.pk, models.UUIDField) else (model._meta.pk,)
    return {field.name for field in model._meta.local_concrete_fields if field not in counted}


def test_the_public_door_is_declared_sensibly() -> None:
    """What it inserts or changes are columns that exist; a new row names them all, whether filled or not."""
    for declaration in declared_models():
        door = declaration.public_door
        missing = columns_of_a_new_row(declaration.model).difference(door.insert) if door.insert else set()
        assert not missing, f"{declaration.model._meta.label}: PostgreSQL refuses an insert without {missing}"
        declaration.columns((*door.insert, *door.update))
        key_is_ours = isinstance(declaration.model._meta.pk, models.UUIDField)
        if door.insert and not door.read and not key_is_ours:
            raise AssertionError(
                f"{declaration.model._meta.label}: an insert reads its key back; open `read`."
            )


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not getattr(field, "concrete", False) or target is None or isinstance(target, str):
            continue
        if target.__module__.startswith("commonground."):
            same_package = target._meta.app_label.split("_")[0] == model._meta.app_label.split("_")[0]
            assert same_package or layer_of(target) < layer_of(model), (
                f"{model._meta.label}.{field.name} points up"
            )


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_nothing_is_generic(model: type[models.Model]) -> None:
    assert not [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]


def test_no_package_listens_to_the_tables_of_another() -> None:
    """Only the editor listens, to Wagtail's pages, which are written by Wagtail and not by actions of ours.

    That a migration begins and ends is no change of a row: triggers are taken up and laid then.
    """
    for path in SOURCE.rglob("*.py"):
        if path.is_relative_to(SOURCE / "content" / "editing"):
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.module != "django.db.models.signals":
                continue
            if {name.name for name in node.names} - {"pre_migrate", "post_migrate"}:
                raise AssertionError(
                    f"{path.relative_to(SOURCE)} listens to model signals: call an action instead."
                )
