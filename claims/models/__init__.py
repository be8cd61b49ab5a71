"""What exists on the desk: one concept a file."""

from claims.models.absence import Absence
from claims.models.added_page import AddedPage
from claims.models.api_key import ApiKey
from claims.models.approval import Approval
from claims.models.article import Article
from claims.models.assignment import Assignment
from claims.models.blind_review import Adjudication, BlindReview
from claims.models.checked_claim import CheckedClaim, CheckedWord, ClaimVector
from claims.models.claim import Claim
from claims.models.claimant import Claimant
from claims.models.comment import Comment
from claims.models.current_verdict import CurrentVerdict
from claims.models.draft import VerdictDraft
from claims.models.earlier_verdict import EarlierVerdict
from claims.models.embargo import Embargo
from claims.models.evidence import Evidence, Passage
from claims.models.external_copy import ExternalCopy
from claims.models.extraction_run import ExtractionRun, Proposal
from claims.models.feed import Feed, FeedEntry
from claims.models.invitation import Invitation
from claims.models.job import Job
from claims.models.judgement import Judgement
from claims.models.letter import Letter
from claims.models.listing import ListedPage, Listing
from claims.models.move import ClaimMove
from claims.models.newsroom import Newsroom
from claims.models.notification import Notification
from claims.models.page_look import PageFlag, PageLook
from claims.models.provider import ProviderDay, ProviderSwitch
from claims.models.publication import LedgerHead, Publication, PublishedDocument
from claims.models.published import PublishedClaimant, PublishedSource, Tally
from claims.models.rating import Rating, RatingScale
from claims.models.reader_request import ReaderRequest
from claims.models.redaction import Redaction
from claims.models.reply import ReplyRequest
from claims.models.saved_view import SavedView
from claims.models.skill import Skill
from claims.models.source import Snapshot, Source
from claims.models.source_search import SourceSearch
from claims.models.standing_order import StandingOrder
from claims.models.text_sketch import TextSketch
from claims.models.topic import Topic
from claims.models.user import User
from claims.models.verdict import Citation, Verdict
from claims.models.webhook import Webhook
from claims.models.wishes import Wishes

__all__ = [
    "Absence",
    "AddedPage",
    "Adjudication",
    "ApiKey",
    "Approval",
    "Article",
    "Assignment",
    "BlindReview",
    "CheckedClaim",
    "CheckedWord",
    "Citation",
    "Claim",
    "ClaimMove",
    "ClaimVector",
    "Claimant",
    "Comment",
    "CurrentVerdict",
    "EarlierVerdict",
    "Embargo",
    "Evidence",
    "ExternalCopy",
    "ExtractionRun",
    "Feed",
    "FeedEntry",
    "Invitation",
    "Job",
    "Judgement",
    "LedgerHead",
    "Letter",
    "ListedPage",
    "Listing",
    "Newsroom",
    "Notification",
    "PageFlag",
    "PageLook",
    "Passage",
    "Proposal",
    "ProviderDay",
    "ProviderSwitch",
    "Publication",
    "PublishedClaimant",
    "PublishedDocument",
    "PublishedSource",
    "Rating",
    "RatingScale",
    "ReaderRequest",
    "Redaction",
    "ReplyRequest",
    "SavedView",
    "Skill",
    "Snapshot",
    "Source",
    "SourceSearch",
    "StandingOrder",
    "Tally",
    "TextSketch",
    "Topic",
    "User",
    "Verdict",
    "VerdictDraft",
    "Webhook",
    "Wishes",
]
