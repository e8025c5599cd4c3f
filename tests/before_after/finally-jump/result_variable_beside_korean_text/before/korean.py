기록 = []


async def 조회(데이터베이스, 이름: str) -> bool:
    """세션을 확인한다."""

    async for 세션 in 데이터베이스():
        try:
            결과 = await 세션.찾기(이름)
            if not 결과: 기록.append("오류: 세션 없음"); return False  # 없음
            기록.append("확인 😀"); return True  # 있음
        except LookupError as 오류:
            기록.append(f"오류: {오류}"); return False
        finally: 기록.append("닫기"); break  # 세션 하나면 충분하다
