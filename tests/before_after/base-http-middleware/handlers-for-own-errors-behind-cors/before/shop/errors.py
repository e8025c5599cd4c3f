class ShopError(Exception):
    status = 400


class OutOfStock(ShopError):
    status = 409


class PaymentFailed(Exception):
    pass
