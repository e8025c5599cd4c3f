for call in [len, max]:
    try:
        size = call("")
    finally:
        break