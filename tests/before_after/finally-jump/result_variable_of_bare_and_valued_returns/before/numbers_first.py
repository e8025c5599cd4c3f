log = []


async def first_even(get_numbers):
    async for number in get_numbers():
        try:
            if number < 0:
                return
            if number % 2 == 0:
                return number
            return  # odd
        except TypeError:
            log.append("not a number")
            return
        finally:
            break
    return False
