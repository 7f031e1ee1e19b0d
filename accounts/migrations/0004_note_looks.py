"""Fill in what usernames and e-mails look like. Of two that look alike already the older one keeps the look; both go on."""

from django.db import migrations

from lib.lookalikes import skeleton


def note_looks(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    names, addresses = set(), set()
    for user in User.objects.order_by("pk").only("username", "email").iterator():
        name = skeleton(user.username)
        address = skeleton(user.email) if user.email else None
        User.objects.filter(pk=user.pk).update(
            username_look=None if name in names else name, email_look=None if address in addresses else address
        )
        names.add(name)
        addresses.add(address)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_many_doors")]
    operations = [migrations.RunPython(note_looks, migrations.RunPython.noop)]
