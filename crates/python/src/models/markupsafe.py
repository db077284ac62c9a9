import html as _html


class Markup(str):
    def __html__(self):
        return self


def escape(value):
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return Markup(_html.escape(str(value)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))


def escape_silent(value):
    return Markup() if value is None else escape(value)
