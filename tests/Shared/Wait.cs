namespace Payments.Tests.Shared;

internal static class Wait
{
    public static Task UntilAsync(Func<bool> isDone, int seconds = 30) => UntilAsync(() => Task.FromResult(isDone()), seconds);

    public static async Task UntilAsync(Func<Task<bool>> isDone, int seconds = 30)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(seconds);
        while (!await isDone())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"It did not happen within {seconds} s.");
            await Task.Delay(20);
        }
    }
}
