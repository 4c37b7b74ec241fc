from django.db import migrations

# (words, what to write instead)
VAGUE = [
    ("as needed", "Say how many hours or rounds are in it."),
    ("as required", "Say who requires it, and up to how much."),
    ("best effort", "Say what is delivered, and by when."),
    ("best efforts", "Say what is delivered, and by when."),
    ("reasonable efforts", "Say what is done, and how many hours are in it."),
    ("unlimited", "Give a number."),
    ("etc", "List all of it."),
    ("and so on", "List all of it."),
    ("and more", "List all of it."),
    ("including but not limited to", "List all of it, and exclude the rest."),
    ("such as", "List what is in it; examples promise the rest too."),
    ("as soon as possible", "Give a date."),
    ("asap", "Give a date."),
    ("in due course", "Give a date."),
    ("shortly", "Give a date."),
    ("timely", "Give a date, or days from an event."),
    ("ongoing", "Say from when until when."),
    ("full support", "Say which hours, which channel and how fast."),
    ("seamless", "Say what may not fail, and how it's tested."),
    ("user-friendly", "Say who can do what, in how many minutes."),
    ("state of the art", "Name the product and its version."),
    ("industry standard", "Name the standard."),
    ("various", "Give the number, and name them."),
    ("approximately", "Give a range, and say who bears the rest."),
    ("where possible", "Say when it's possible, and who decides."),
    ("to the client's satisfaction", "Say which test it passes, and who signs."),
    ("all necessary", "List what is in it."),
    ("minor changes", "Say how many hours count as minor."),
]
COMMITTED = [
    "we will", "we'll", "I will", "I'll", "we promise", "I promise", "we guarantee", "guaranteed", "we commit",
    "you will have", "you'll have", "you will get", "you'll get", "included in the price", "at no extra cost",
    "no problem", "absolutely", "definitely", "you have my word", "will be ready", "will be live", "will be done",
    "we're going to", "we are going to", "is on us", "count on us",
]  # fmt: skip
IMPLIED = [
    "we can", "we could", "should be fine", "should be able to", "shouldn't be a problem", "that's easy",
    "we usually", "we always", "we normally", "is included", "comes with", "out of the box", "you can expect",
    "I don't see why not", "we'd have", "of course",
    "should be enough", "should take", "should usually", "usually takes", "would take", "you'd have", "you'd get", "you'd see",
]  # fmt: skip
MENTIONED = [
    "we might", "maybe we", "perhaps we", "we're looking at", "on our roadmap", "we've thought about",
    "other clients have", "for another client", "one option is", "it would be nice", "down the line", "at some point we",
    "there's a chance",
]  # fmt: skip


def add(apps, schema_editor):
    phrase = apps.get_model("catalogue", "Phrase")
    rows = [phrase(words=words, kind="vague", hint=hint) for words, hint in VAGUE]
    for kind, words in (("committed", COMMITTED), ("implied", IMPLIED), ("mentioned", MENTIONED)):
        rows += [phrase(words=each, kind=kind) for each in words]
    phrase.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    """What a firm's texts are read for from the first day on; it changes the list as it likes."""

    dependencies = [("catalogue", "0002_keys_library_and_phrases")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
