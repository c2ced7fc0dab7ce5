"""An office's own ledger on its way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.org.models import Account, Unit
from bihuan.platform.models import StoredFile
from bihuan.platform.typed import Line


class LedgerImport(models.Model):
    """A workbook handed in, how its columns were understood, and what became of its rows.

    `sheet` and `header_row` count from 0. `mapping` is field by column number as text; `headers` the texts of the header
    row, by which the same kind of table is known again for `unit`. `outcome` counts rows by what was done with them.
    `report` is what its last dry run found (`runs.report_of`); once registering has begun, the run that it followed.
    `registered` is the number of the last row registered piece by piece, until `imported_at` says that all are.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="ledger_imports")
    name = Line(_("文件名"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sheet = models.PositiveSmallIntegerField(null=True, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    headers = models.TextField(blank=True)
    mapping = models.JSONField(default=dict)
    level = models.CharField(_("来源级别"), max_length=20, blank=True)
    inspection = Line(_("督察编号"), max_length=40, blank=True)
    registered = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
