"""The values arrive, whatever stands to the left of a return on its line."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import korean


class Session:
    async def 찾기(self, name):
        if name == "broken":
            raise LookupError("테이블 없음")
        return name == "s1"


async def database():
    yield Session()


assert asyncio.run(korean.조회(database, "s1")) is True
assert asyncio.run(korean.조회(database, "s2")) is False
assert asyncio.run(korean.조회(database, "broken")) is False
assert korean.기록[0] == "확인 😀" and korean.기록.count("닫기") == 3, korean.기록
