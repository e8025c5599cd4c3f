"""What Django's names do to the database, and the asynchronous names that it has for them since which version.

What evaluates runs a query (Django 4.2 to 6.1 agree); what is lazy only builds one.
"""

from __future__ import annotations

from typing import Literal

Version = tuple[int, int]

OLDEST: Version = (4, 2)
"""What is assumed of a project that does not say."""


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What classes are

Role = Literal[
    "model",
    "manager",
    "queryset",
    "form",
    "modelform",
    "view",
    "paginator",
    "serializer",
    "user-form",
    "test",
    "client",
]

_MODELS = (
    "django.db.models.Model django.db.models.base.Model django.contrib.gis.db.models.Model"
    " django.contrib.auth.models.AbstractUser django.contrib.auth.models.AbstractBaseUser"
    " django.contrib.auth.models.PermissionsMixin django.contrib.auth.models.User django.contrib.auth.models.Group"
    " django.contrib.auth.models.Permission django.contrib.auth.base_user.AbstractBaseUser"
    " django.contrib.contenttypes.models.ContentType django.contrib.sessions.models.Session"
    " django.contrib.sessions.base_session.AbstractBaseSession django.contrib.sites.models.Site"
    " django.contrib.admin.models.LogEntry django.contrib.flatpages.models.FlatPage"
    " django.contrib.redirects.models.Redirect"
)
_OTHERS_MODELS = (
    "model_utils.models.TimeStampedModel model_utils.models.TimeFramedModel model_utils.models.StatusModel"
    " model_utils.models.SoftDeletableModel model_utils.models.UUIDModel"
    " django_extensions.db.models.TimeStampedModel django_extensions.db.models.TitleDescriptionModel"
    " django_extensions.db.models.TitleSlugDescriptionModel django_extensions.db.models.ActivatorModel"
    " mptt.models.MPTTModel polymorphic.models.PolymorphicModel parler.models.TranslatableModel"
    " treebeard.mp_tree.MP_Node wagtail.models.Page nautobot.apps.models.PrimaryModel"
    " nautobot.apps.models.OrganizationalModel nautobot.apps.models.BaseModel nautobot.core.models.BaseModel"
    " nautobot.core.models.generics.PrimaryModel nautobot.core.models.generics.OrganizationalModel"
)
_MANAGERS = (
    "django.db.models.Manager django.db.models.manager.Manager django.db.models.manager.BaseManager"
    " django.contrib.auth.models.BaseUserManager django.contrib.auth.models.UserManager"
    " django.contrib.auth.base_user.BaseUserManager django.contrib.sites.managers.CurrentSiteManager"
    " django.contrib.contenttypes.models.ContentTypeManager"
)
_QUERYSETS = "django.db.models.QuerySet django.db.models.query.QuerySet"
_FORMS = (
    "django.forms.Form django.forms.forms.Form django.forms.BaseForm django.forms.forms.BaseForm"
    " django.contrib.auth.forms.SetPasswordForm django.contrib.auth.forms.PasswordChangeForm"
)
_MODEL_FORMS = "django.forms.ModelForm django.forms.models.ModelForm django.forms.models.BaseModelForm"
MODEL_FORM = "django.forms.models.ModelForm"
_USER_FORMS = (
    "django.contrib.auth.forms.AuthenticationForm django.contrib.auth.forms.UserCreationForm"
    " django.contrib.auth.forms.BaseUserCreationForm django.contrib.auth.forms.PasswordResetForm"
)
_VIEWS = (
    "View TemplateView RedirectView DetailView ListView FormView CreateView UpdateView DeleteView ArchiveIndexView"
    " YearArchiveView MonthArchiveView DayArchiveView DateDetailView TodayArchiveView WeekArchiveView"
)
_VIEW_MODULES = (
    "django.views.View django.views.generic.base.View django.views.generic.base.TemplateView"
    " django.views.generic.detail.DetailView django.views.generic.detail.SingleObjectMixin"
    " django.views.generic.detail.BaseDetailView django.views.generic.list.ListView"
    " django.views.generic.list.MultipleObjectMixin django.views.generic.list.BaseListView"
    " django.views.generic.edit.FormView django.views.generic.edit.CreateView"
    " django.views.generic.edit.UpdateView django.views.generic.edit.DeleteView"
    " django.views.generic.edit.ModelFormMixin django.views.generic.edit.FormMixin"
)

MODEL_SERIALIZERS = names(
    "rest_framework.serializers.ModelSerializer rest_framework.serializers.HyperlinkedModelSerializer"
    " adrf.serializers.ModelSerializer"
)
_SERIALIZERS = MODEL_SERIALIZERS | names("rest_framework.serializers.Serializer adrf.serializers.Serializer")

_OTHERS_TESTS = names("rest_framework.test.APITestCase rest_framework.test.APITransactionTestCase")
TEST_CASES = names(
    "django.test.TestCase django.test.TransactionTestCase django.test.SimpleTestCase django.test.LiveServerTestCase"
    " django.test.testcases.TestCase django.test.testcases.TransactionTestCase"
)
TEST_CLIENTS = names("django.test.Client django.test.client.Client")
TEST_CLIENT = "django.test.Client"

ROLES: dict[str, Role] = {
    **dict.fromkeys(names(_MODELS + " " + _OTHERS_MODELS), "model"),
    **dict.fromkeys(names(_MANAGERS), "manager"),
    **dict.fromkeys(names(_QUERYSETS), "queryset"),
    **dict.fromkeys(names(_FORMS), "form"),
    **dict.fromkeys(names(_MODEL_FORMS), "modelform"),
    **dict.fromkeys(names(_USER_FORMS), "user-form"),
    **dict.fromkeys((f"django.views.generic.{name}" for name in _VIEWS.split()), "view"),
    **dict.fromkeys(names(_VIEW_MODULES), "view"),
    "django.core.paginator.Paginator": "paginator",
    **dict.fromkeys(_SERIALIZERS, "serializer"),
    **dict.fromkeys(TEST_CASES | _OTHERS_TESTS, "test"),
    "rest_framework.test.APIClient": "client",
    **dict.fromkeys(TEST_CLIENTS, "client"),
}
"""What the classes of Django, and of packages that only add to them, make of their subclasses."""

OF_OTHERS = names(_OTHERS_MODELS) | _SERIALIZERS | _OTHERS_TESTS | {"rest_framework.test.APIClient"}

FORWARD = names("ForeignKey OneToOneField TreeForeignKey ParentalKey AutoOneToOneField ForeignKeyWithCascade")
ONE_TO_ONE = names("OneToOneField AutoOneToOneField")
TO_MANY = names("ManyToManyField SortedManyToManyField ParentalManyToManyField TreeManyToManyField")
GENERIC = names("GenericForeignKey")
GENERIC_MANY = names("GenericRelation")

REQUESTS = names(
    "django.http.HttpRequest django.http.request.HttpRequest django.core.handlers.asgi.ASGIRequest"
    " django.core.handlers.wsgi.WSGIRequest"
)

TEST_REQUESTS = names("get post put patch delete head options trace request generic")
ASYNC_TEST_CLIENT: dict[str, tuple[str, Version]] = {
    name: (f"a{name}", (5, 0)) for name in ("login", "force_login", "logout")
}
ASSERTIONS = names(
    "assertQuerySetEqual assertQuerysetEqual assertCountEqual assertSequenceEqual assertIn assertNotIn assertTrue"
    " assertFalse"
)
"""Methods of test cases that evaluate the querysets that they are given."""

# Managers and querysets

ONE = names("get create first last earliest latest")
"""Methods that run a query and give an instance."""
NUMBERS = names("count exists update delete bulk_update contains explain aggregate")
PAIRS = names("get_or_create update_or_create")
MANY = names("bulk_create")
BY_KEY = names("in_bulk")
EVALUATING = ONE | NUMBERS | PAIRS | MANY | BY_KEY
CACHED_AFTERWARDS = names("count exists contains")
"""Evaluating methods that read the cache of a queryset that was evaluated."""

LAZY = names(
    "all filter exclude complex_filter annotate alias order_by distinct reverse select_related prefetch_related"
    " select_for_update only defer using extra union intersection difference none"
)
VALUES = names("values values_list dates datetimes")
RELATED_WRITES = names("add remove set clear")
MANAGERS_OF_A_CLASS = names("_default_manager _base_manager")

# Instances

INSTANCE = names("save delete refresh_from_db full_clean save_base validate_constraints")
ON_FOREIGN_KEYS = names("clean_fields")
ON_UNIQUE_FIELDS = names("validate_unique")
NEIGHBOURS = ("get_next_by_", "get_previous_by_")

# Functions

SHORTCUTS = names(
    "django.shortcuts.get_object_or_404 django.shortcuts.get_list_or_404 django.forms.models.model_to_dict"
    " django.forms.model_to_dict django.core.serializers.serialize django.db.models.prefetch_related_objects"
    " django.db.models.query.prefetch_related_objects django.contrib.auth.authenticate django.contrib.auth.login"
    " django.contrib.auth.logout django.contrib.auth.update_session_auth_hash"
    " django.core.management.call_command django.contrib.sites.shortcuts.get_current_site"
)
"""Functions that run queries, or commands that do."""
TEMPLATES = names("django.shortcuts.render django.template.loader.render_to_string")
"""Functions that evaluate what a template reads."""
LAZY_USERS = names("django.contrib.auth.get_user")
ASYNC_SESSION_LOADERS = names(
    "django.contrib.auth.alogin django.contrib.auth.alogout django.contrib.auth.aget_user"
    " django.contrib.auth.aupdate_session_auth_hash"
)
"""Asynchronous functions after which the session of their request is there."""
ONLY_FOR_USERS = names(
    "django.contrib.auth.decorators.login_required django.contrib.auth.decorators.permission_required"
    " django.contrib.auth.decorators.user_passes_test"
)
FOR_USERS = names("django.contrib.auth.mixins.LoginRequiredMixin django.contrib.auth.mixins.PermissionRequiredMixin")
"""Mixins of views that ask for the user."""
ATOMIC = names("django.db.transaction.atomic django.db.atomic")
CONNECTION_METHODS = names(
    "cursor ensure_connection connect commit rollback savepoint savepoint_commit savepoint_rollback set_autocommit"
    " close is_usable"
)
CURSOR_METHODS = names("execute executemany callproc fetchone fetchmany fetchall close")
TRANSACTION_FUNCTIONS = names(
    "django.db.transaction.commit django.db.transaction.rollback django.db.transaction.savepoint"
    " django.db.transaction.set_autocommit django.db.transaction.savepoint_commit"
    " django.db.transaction.savepoint_rollback"
)
ON_COMMIT = "django.db.transaction.on_commit"
PAGINATOR = names("page get_page")
PAGINATOR_PROPERTIES = names("count num_pages page_range")
CONTENT_TYPE = "django.contrib.contenttypes.models.ContentType"
CONTENT_TYPES = names("get_for_model get_for_models get_for_id get_by_natural_key")
OF_CONTENT_TYPE = names("get_object_for_this_type")
SITE = "django.contrib.sites.models.Site"
USER_MANAGER = names("create_user create_superuser get_by_natural_key with_perm")
USER_METHODS = names(
    "has_perm has_perms has_module_perms get_all_permissions get_group_permissions get_user_permissions"
)

SESSION = names(
    "get pop setdefault update keys values items has_key set_expiry get_expiry_age get_expiry_date"
    " get_expire_at_browser_close set_test_cookie test_cookie_worked delete_test_cookie"
)
"""Methods of a session that load it."""
SESSION_WRITES = names("flush save cycle_key create clear_expired exists delete")
SESSION_SAFE = names("session_key modified accessed is_empty cache_key")

RECEIVERS = names("django.dispatch.receiver django.dispatch.dispatcher.receiver")
SIGNALS = names("django.dispatch.Signal django.dispatch.dispatcher.Signal")

MODEL_SIGNALS = frozenset(
    f"{module}.{name}"
    for module in ("django.db.models.signals", "django.db.models")
    for name in "pre_save post_save pre_delete post_delete pre_init post_init".split()
)
"""Signals whose receivers are given an instance of their sender."""
USER_SIGNALS = names(
    "django.contrib.auth.signals.user_logged_in django.contrib.auth.signals.user_logged_out"
    " django.contrib.auth.user_logged_in django.contrib.auth.user_logged_out"
)
"""Signals whose receivers are given a user."""

VIEW_QUERIES = names("get_object")

FORM_FACTORIES = frozenset(
    f"{module}.{name}"
    for module, factories in (
        ("django.forms", "formset_factory modelform_factory modelformset_factory inlineformset_factory"),
        ("django.forms.formsets", "formset_factory"),
        ("django.forms.models", "modelform_factory modelformset_factory inlineformset_factory"),
    )
    for name in factories.split()
)
FORM_TEXTS = names("as_p as_div as_table as_ul render")
"""Methods of forms and formsets that show them."""
FIELD_TEXTS = names("as_widget render as_field_group")
"""Methods of a form's field that show it."""
FORMSET_FORMS = names("forms initial_forms extra_forms deleted_forms ordered_forms management_form cleaned_data")
"""What of a formset makes its forms."""

# Wrappers: what runs its first argument in a thread.

WRAPPERS = names("asgiref.sync.sync_to_async asgiref.sync.SyncToAsync channels.db.database_sync_to_async")
DATABASE_WRAPPER = "channels.db.database_sync_to_async"
THREADS = names(
    "asyncio.to_thread asyncio.threads.to_thread anyio.to_thread.run_sync starlette.concurrency.run_in_threadpool"
)
EXECUTORS = names("run_in_executor submit")

# Asynchronous names

ASYNC_QUERY: dict[str, tuple[str, Version]] = {name: (f"a{name}", (4, 1)) for name in sorted(EVALUATING)}
ASYNC_RELATED: dict[str, tuple[str, Version]] = {
    **{name: (f"a{name}", (4, 2)) for name in sorted(RELATED_WRITES)},
    **{name: (f"a{name}", (4, 1)) for name in ("create", "get_or_create", "update_or_create")},
}
ASYNC_INSTANCE: dict[str, tuple[str, Version]] = {
    name: (f"a{name}", (4, 2)) for name in ("save", "delete", "refresh_from_db")
}
ASYNC_FUNCTIONS: dict[str, tuple[str, Version]] = {
    "django.shortcuts.get_object_or_404": ("aget_object_or_404", (5, 0)),
    "django.shortcuts.get_list_or_404": ("aget_list_or_404", (5, 0)),
    "django.db.models.prefetch_related_objects": ("aprefetch_related_objects", (5, 0)),
    "django.contrib.auth.authenticate": ("aauthenticate", (5, 0)),
    "django.contrib.auth.login": ("alogin", (5, 0)),
    "django.contrib.auth.logout": ("alogout", (5, 0)),
    "django.contrib.auth.update_session_auth_hash": ("aupdate_session_auth_hash", (5, 0)),
}
SYNC_OF_ASYNC: dict[str, str] = {
    **{f"{name.rpartition('.')[0]}.{a_name}": name for name, (a_name, _) in ASYNC_FUNCTIONS.items()},
    "django.contrib.auth.aget_user": "django.contrib.auth.get_user",
}
"""The functions of Django that are asynchronous, and those that they stand for."""
ASYNC_SESSION: dict[str, tuple[str, Version]] = {
    name: (f"a{name}", (5, 1))
    for name in (
        "get pop setdefault update keys values items has_key set_expiry get_expiry_age get_expiry_date"
        " get_expire_at_browser_close flush save cycle_key create exists delete set_test_cookie test_cookie_worked"
        " delete_test_cookie clear_expired"
    ).split()
}
ASYNC_USER: dict[str, tuple[str, Version]] = {
    name: (f"a{name}", (5, 2))
    for name in (
        "has_perm has_perms has_module_perms get_all_permissions get_group_permissions get_user_permissions"
    ).split()
}
ASYNC_USER_MANAGER: dict[str, tuple[str, Version]] = {
    name: (f"a{name}", (5, 2)) for name in ("create_user", "create_superuser", "get_by_natural_key")
}
ASYNC_REQUEST_USER: tuple[str, Version] = ("auser", (5, 0))

CACHE = names(
    "get set add delete get_many set_many delete_many get_or_set incr decr touch has_key clear incr_version"
    " decr_version"
)
ASYNC_CACHE: dict[str, tuple[str, Version]] = {name: (f"a{name}", (4, 0)) for name in sorted(CACHE)}
