"""Stops the tests of a project made without the template's hooks: they remove this."""

import sys

# {%- filter replace("template", "project") %}

KIND = "template"
# {%- endfilter %}

if KIND == "project":
    sys.exit(
        "This project is unfinished: it was generated without the template's hooks, "
        "which lay the chosen ORM over it and remove what the answers leave out. "
        "Generate it again without --accept-hooks=no."
    )
