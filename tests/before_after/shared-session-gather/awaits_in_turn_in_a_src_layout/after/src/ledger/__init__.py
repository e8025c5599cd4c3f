from ledger.core.accounts import balances

__all__ = ["balances"]
