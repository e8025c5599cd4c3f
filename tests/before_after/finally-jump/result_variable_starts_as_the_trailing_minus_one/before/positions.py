def position(texts, word):
    for text in texts:
        try:
            return text.index(word)
        except ValueError:
            return -2
        finally:
            break
    return -1
