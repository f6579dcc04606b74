"""One index less to write for every first message of a day: (day, teacher) finds a day as well as (day) did."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0007_nudges")]

    operations = [ops.RemoveIndex(model_name="ActivityDay", fields=["day"])]
