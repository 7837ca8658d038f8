"""Which apps say, beside mail and planner, whether their work goes on. `pages` answers, and may not import them."""

WATCHED_HEALTH = ("privacy.services.signs.health",)  # (now) -> what is wrong, each as yes or no
WATCHED_FIGURES = ("privacy.services.signs.figures",)  # (now) -> numbers
