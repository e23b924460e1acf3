"""What this service is called. The one Python file that holds free text."""

# {%- filter replace("My Service", cookiecutter.project_name) %}

TITLE = "My Service"  # fmt: skip
# {%- endfilter %}
# {%- filter replace("A service.", cookiecutter.description) %}
DESCRIPTION = "A service."  # fmt: skip
# {%- endfilter %}
# {%- filter replace("my-service", cookiecutter.project_slug) %}
NAME = "my-service"
# {%- endfilter %}
VERSION = "0.1.0"
