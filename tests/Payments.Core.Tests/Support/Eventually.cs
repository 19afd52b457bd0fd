namespace Payments.Core.Tests.Support;

internal static class Eventually
{
    /// <summary>Asks again until the answer holds, for ten seconds at most.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        for (var i = 0; i < 500; i++)
        {
            var answer = await ask();
            if (holds(answer))
            {
                return answer;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("It did not become so within ten seconds.");
    }
}
