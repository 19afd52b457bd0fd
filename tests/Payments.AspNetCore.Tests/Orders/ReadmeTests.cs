using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed partial class ReadmeTests
{
    public static TheoryData<string> Codes =>
        [.. typeof(PaymentErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (string)code.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_table_of_errors_tells_the_truth(string code)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Rejected(Sample.Error(code));

        using var response = await host.CreateAsync(Sample.Body);

        var row = Rows().Last(row => row.Contains($"`{code}`", StringComparison.Ordinal)); // of invalid_request, the row of values
        Assert.Equal(row.Split('|')[1].Trim(), ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(row.TrimEnd().EndsWith("| yes |", StringComparison.Ordinal), response.Headers.RetryAfter is not null);
    }

    [Fact]
    public void The_codes_of_the_http_api_are_in_the_table()
    {
        var codes = typeof(PaymentApiErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (string)code.GetRawConstantValue()!);
        Assert.All(codes, code => Assert.Contains(Rows(), row => row.Contains($"`{code}`", StringComparison.Ordinal)));
    }

    private static string[] Rows([CallerFilePath] string here = "")
    {
        var readme = Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Payments.AspNetCore/README.md");
        return [.. File.ReadLines(readme).Where(line => ErrorRow().IsMatch(line))];
    }

    [GeneratedRegex(@"^\| [45]\d\d", RegexOptions.NonBacktracking)]
    private static partial Regex ErrorRow();
}
