"""App configurations of Django's own apps that create rows with an automatic key."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.auth.apps import AuthConfig as DjangoAuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig as DjangoContentTypesConfig


class AdminConfig(DjangoAdminConfig):
    default_auto_field = settings.CONTRIB_AUTO_FIELD
    default_site = "flashsale.admin_site.FlashsaleAdminSite"


class AuthConfig(DjangoAuthConfig):
    default_auto_field = settings.CONTRIB_AUTO_FIELD


class ContentTypesConfig(DjangoContentTypesConfig):
    default_auto_field = settings.CONTRIB_AUTO_FIELD
