for call in [len, max]:
    size = call("")
    break