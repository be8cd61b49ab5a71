"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from claims.admin.pages.entering import ForgotPassword
from claims.api.claim_search import ClaimSearch

urlpatterns = [
    path("desk/password/forgot/", ForgotPassword.as_view(), name="forgot_password"),
    path("desk/", admin.site.urls),
    path("admin/", RedirectView.as_view(pattern_name="admin:index")),
    path("api/", include("claims.api.urls")),
    path("v1alpha1/claims:search", ClaimSearch.as_view(), name="claim_search"),  # where Google has it
    path("", include("claims.site.urls")),
]

handler400 = "claims.site.errors.bad_request"
handler403 = "claims.site.errors.forbidden"
handler404 = "claims.site.errors.not_found"
handler500 = "claims.site.errors.failed"
