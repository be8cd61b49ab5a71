"""The API's addresses."""

from django.urls import path, re_path

from claims.api import described_page
from claims.api.articles import Articles, OneArticle
from claims.api.claimants import Claimants, OneClaimant
from claims.api.claims import Claims, OneClaim
from claims.api.corrections import Corrections
from claims.api.ledger import Changes
from claims.api.nowhere import Nowhere
from claims.api.sources import OneSource, Sources
from claims.api.statistics import Statistics
from claims.api.verdicts import OneVerdict, VerdictMarkup, Verdicts

app_name = "api"
urlpatterns = [
    path("v1/verdicts/", Verdicts.as_view(), name="verdicts"),
    path("v1/verdicts/<uuid:public_id>/", OneVerdict.as_view(), name="verdict"),
    path("v1/verdicts/<uuid:public_id>/claimreview/", VerdictMarkup.as_view(), name="claimreview"),
    path("v1/articles/", Articles.as_view(), name="articles"),
    path("v1/articles/<uuid:public_id>/", OneArticle.as_view(), name="article"),
    path("v1/claims/", Claims.as_view(), name="claims"),
    path("v1/claims/<uuid:public_id>/", OneClaim.as_view(), name="claim"),
    path("v1/claimants/", Claimants.as_view(), name="claimants"),
    path("v1/claimants/<uuid:public_id>/", OneClaimant.as_view(), name="claimant"),
    path("v1/sources/", Sources.as_view(), name="sources"),
    path("v1/sources/<uuid:public_id>/", OneSource.as_view(), name="source"),
    path("v1/statistics/", Statistics.as_view(), name="statistics"),
    path("v1/corrections/", Corrections.as_view(), name="corrections"),
    path("v1/changes/", Changes.as_view(), name="changes"),
    path("schema/", described_page.Schema.as_view(), name="schema"),
    path("docs/", described_page.page, name="docs"),
    re_path(r"^(?P<rest>.*)$", Nowhere.as_view(), name="nowhere"),
]
