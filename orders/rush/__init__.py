"""The rush lane: the JSON form of the reserve, answered ahead of Django's handler.

Everybody presses the button in the same second, and Django's way through ASGI is ten times
slower than this one. What the lane does not take, Django answers, and `orders.views.reserving`
answers the same request the same: both ask in the order of `checks`, and speak through `answers`.
"""
