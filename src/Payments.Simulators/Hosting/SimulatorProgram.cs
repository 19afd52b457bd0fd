using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Payments.Simulators.Hosting;

/// <summary>The simulators alone: <c>dotnet run --project src/Payments.Simulators -- --urls http://127.0.0.1:5081</c>.</summary>
internal static class SimulatorProgram
{
    private const string DefaultUrl = "http://127.0.0.1:5081";

    public static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h", ..])
        {
            Console.WriteLine(Help);
            return 0;
        }

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Configuration["urls"] ??= DefaultUrl;
        builder.Services.AddPaymentSimulators(options => ReadFlags(options, builder.Configuration));
        var app = builder.Build();
        app.MapPaymentSimulators();
        await app.StartAsync();
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"Payment simulators: {url}");
            Console.WriteLine($"  credentials: {url}/_sim/credentials");
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void ReadFlags(SimulatorOptions options, ConfigurationManager flags)
    {
        options.DataFolder = flags["data"];
        options.TimeScale = flags["time-scale"] is { } scale ? double.Parse(scale, CultureInfo.InvariantCulture) : 1;
        options.BillsAtOnce = string.Equals(flags["bills-at-once"], "true", StringComparison.OrdinalIgnoreCase);
        options.WeChat.ReadFlags(flags);
        options.Alipay.ReadFlags(flags);
    }

    private const string Help = """
        WeChat Pay v3 and Alipay, simulated.

          --urls <address>                       default http://127.0.0.1:5081
          --data <folder>                        keeps keys and certificates there; default: new ones each start
          --time-scale <number>                  multiplies notification and refund delays, e.g. 0.001
          --bills-at-once true                   serves bills of any day, today's too, at once
          --wechat-mch-id, --wechat-app-id       numbers of the default merchant
          --wechat-api-v3-key                    32 characters
          --wechat-merchant-key <pem file>       private key
          --wechat-merchant-certificate <pem file>
          --alipay-app-id, --alipay-seller-id    numbers of the default application
          --alipay-app-key <pem file>            private key
        """;
}
