"""An export holds the whole site: a model or a field that nobody thought of fails here."""

from django.apps import apps

from episodes.services.archive.nouns import LEFT_OUT, NOUN_OF


def test_every_model_is_exported_or_left_out_for_a_reason():
    models = set(apps.get_app_config("episodes").get_models())
    assert {model.__name__ for model in models - NOUN_OF.keys()} == LEFT_OUT.keys()


def test_every_field_is_exported_or_derived():
    for model, noun in NOUN_OF.items():
        if model._meta.app_label == "episodes":
            said = [*noun.fields, *noun.derived, *filter(None, [noun.body])]
            assert sorted(said) == sorted(field.name for field in model._meta.concrete_fields), model
