using System.Diagnostics;

namespace Payments.Fleet.Nodes;

/// <summary>Kills this process, as kill -9 does, the n-th time it comes to the place it was armed for.</summary>
internal sealed class CrashSwitch(Journal journal)
{
    // Long enough for a call to have reached the other side, short enough for it not to have been answered always.
    private const int MostMicroseconds = 4_000;

    private Aim? _aim;

    /// <summary>Arms it; an aim before is forgotten.</summary>
    /// <param name="point">One of <see cref="CrashPoint.All"/>.</param>
    /// <param name="times">At which time, from 1.</param>
    public void Arm(string point, int times) => Volatile.Write(ref _aim, new Aim(point, times));

    public void Disarm() => Volatile.Write(ref _aim, null);

    public bool IsArmed(string point) => Volatile.Read(ref _aim) is { } aim && aim.Point == point;

    /// <summary>Whether this is the time; the caller then goes on to <see cref="Die"/>.</summary>
    public bool IsNow(string point) => Volatile.Read(ref _aim) is { } aim && aim.Point == point && aim.CountDown();

    /// <summary>Does not return when this is the time.</summary>
    public void Reach(string point)
    {
        if (IsNow(point))
        {
            Die(point);
        }
    }

    /// <summary>Makes a call; when this is the time, the process dies while it is under way.</summary>
    public ValueTask<T> DuringAsync<T>(string point, Func<ValueTask<T>> call)
    {
        if (!IsNow(point))
        {
            return call();
        }

        DieDuring(point, () => call().AsTask());
        throw new UnreachableException();
    }

    /// <inheritdoc cref="DuringAsync{T}(string, Func{ValueTask{T}})"/>
    public ValueTask DuringAsync(string point, Func<ValueTask> call)
    {
        if (!IsNow(point))
        {
            return call();
        }

        DieDuring(point, () => call().AsTask());
        throw new UnreachableException();
    }

    public void Die(string point)
    {
        journal.Write($"C {point}");
        using var self = Process.GetCurrentProcess();
        self.Kill(); // SIGKILL: nothing is flushed, nothing is unwound
        Thread.Sleep(Timeout.Infinite);
    }

    private void DieDuring(string point, Func<Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        var enough = TimeSpan.FromMicroseconds(Random.Shared.Next(MostMicroseconds));
        _ = Task.Run(call);
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(began) > enough);
        Die(point);
    }

    private sealed class Aim(string point, int times)
    {
        private int _left = times;

        public string Point => point;

        public bool CountDown() => Interlocked.Decrement(ref _left) == 0;
    }
}
