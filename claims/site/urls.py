"""The public site's addresses."""

from django.urls import path

from claims.site import feeds, head, machines
from claims.site.corrections import corrections
from claims.site.methodology import methodology
from claims.site.requests import reader_request, request_correction
from claims.site.verdicts import as_it_was, front, verdict

app_name = "site"
urlpatterns = [
    path("", front, name="front"),
    path("verdicts/<uuid:public_id>/", verdict, name="verdict"),
    path("verdicts/<uuid:public_id>/<int:sequence>/", as_it_was, name="as_it_was"),
    path("verdicts/<uuid:public_id>/correction/", request_correction, name="request_correction"),
    path("requests/<uuid:public_id>/", reader_request, name="request"),
    path("corrections/", corrections, name="corrections"),
    path("methodology/", methodology, name="methodology"),
    path("feeds/verdicts.atom", feeds.verdicts, name="feed"),
    path("feeds/corrections.atom", feeds.corrections, name="corrections_feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", machines.healthz, name="healthz"),
    path(".well-known/claimdesk-head.json", head.well_known, name="head"),
]
