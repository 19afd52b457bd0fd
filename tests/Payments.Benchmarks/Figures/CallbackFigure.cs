using Payments.Benchmarks.Running;

namespace Payments.Benchmarks.Figures;

/// <summary>Reading a callback (headers, signature, decryption, parsing) against the bare cryptography in it.</summary>
internal sealed class CallbackFigure : Figure
{
    private readonly GenuineCallback _callback;

    private CallbackFigure(string name, GenuineCallback callback, string yardstick)
        : base(name, Cost.Cpu, bar: 1.5)
    {
        _callback = callback;
        Yardstick = yardstick;
    }

    public override string Yardstick { get; }

    public static CallbackFigure OfWeChat() => new("wechat.callback", GenuineCallback.OfWeChat(), "RSA.VerifyData and AesGcm.Decrypt over the same bytes, handles and buffers kept");

    public static CallbackFigure OfAlipay() => new("alipay.callback", GenuineCallback.OfAlipay(), "RSA.VerifyData over the same bytes, the handle kept");

    public override Task RunOursAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _callback.Read();
        }

        return Task.CompletedTask;
    }

    public override Task RunYardstickAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _callback.VerifyBare();
        }

        return Task.CompletedTask;
    }

    public override void Dispose() => _callback.Dispose();
}

/// <summary>What reading a callback allocates, against a budget.</summary>
internal sealed class CallbackAllocationFigure : Figure
{
    private const int Budget = 5 * 1024;

    private readonly GenuineCallback _callback;

    private CallbackAllocationFigure(string name, GenuineCallback callback)
        : base(name, Cost.Bytes, bar: 1) => _callback = callback;

    public override string Yardstick => "a budget of 5,120 bytes";

    public override double? FixedYardstick => Budget;

    public static CallbackAllocationFigure OfWeChat() => new("wechat.callback.alloc", GenuineCallback.OfWeChat());

    public static CallbackAllocationFigure OfAlipay() => new("alipay.callback.alloc", GenuineCallback.OfAlipay());

    public override Task RunOursAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _callback.Read();
        }

        return Task.CompletedTask;
    }

    public override Task RunYardstickAsync(int operations) => Task.CompletedTask;

    public override void Dispose() => _callback.Dispose();
}
