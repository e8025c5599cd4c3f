from .signals import order_paid


async def from_the_web(email):
    order_paid.send("web", email=email)


async def from_the_bot(email):
    order_paid.send_robust("bot", email=email)


def from_the_shell(email):
    order_paid.send("shell", email=email)
