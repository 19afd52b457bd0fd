using Payments.Simulators.Alipay.Gateway;

namespace Payments.Simulators.Alipay.Methods;

/// <summary>One method of the gateway.</summary>
internal interface IAlipayMethod
{
    /// <summary>As sent in <c>method</c>.</summary>
    string Name { get; }

    /// <summary>The short name scenarios and the call log use.</summary>
    string Operation { get; }

    /// <summary>Whether a browser calls it, to be sent on to the payer page.</summary>
    bool OpensPage => false;

    /// <summary>Does it, under the book's lock.</summary>
    /// <exception cref="AlipayRefusalException">The call is refused.</exception>
    AlipayAnswer Run(AlipayCall call);
}

/// <summary>One accepted call: signature, clock and shape are proven.</summary>
internal sealed class AlipayCall(AlipayRequest request, DateTimeOffset now, string baseAddress)
{
    public AlipayRequest Request => request;

    public Identity.AlipayMerchant Merchant => request.Merchant!;

    public AlipayBiz Biz { get; } = new(request.Content!);

    public DateTimeOffset Now => now;

    /// <summary>Where the simulator was reached, e.g. <c>http://127.0.0.1:5081</c>.</summary>
    public string BaseAddress => baseAddress;
}
