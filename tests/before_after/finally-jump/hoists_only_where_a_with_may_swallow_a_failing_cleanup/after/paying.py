from contextlib import suppress


def paid(orders, book, close):
    for order in orders:
        try:
            with suppress(ConnectionError):
                try:
                    return book(order)
                finally:
                    close(order)
        except ValueError:
            return "refused"
        break


def first_paid(orders, transaction):
    for order in orders:
        with suppress(ConnectionError):
            with transaction(order):
                return order
            break
