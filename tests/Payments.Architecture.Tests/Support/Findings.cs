namespace Payments.Architecture.Tests.Support;

/// <summary>Fails a test with everything that was found, one a line, and what to do about it.</summary>
internal static class Findings
{
    public static void ShouldBeNone(IEnumerable<string> found, string remedy)
    {
        var lines = found.Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} found. {remedy}{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(line => $"  {line}"))}");
    }

    /// <summary>Takes allowed findings out; an allowance that nothing needs any more is a finding itself.</summary>
    public static IEnumerable<string> Except(IEnumerable<string> found, IReadOnlyCollection<Allowance> allowances)
    {
        var left = new List<string>();
        var used = new HashSet<Allowance>();
        foreach (var finding in found)
        {
            if (allowances.FirstOrDefault(allowance => finding.StartsWith(allowance.Where + ":", StringComparison.Ordinal)) is { } allowance)
            {
                used.Add(allowance);
            }
            else
            {
                left.Add(finding);
            }
        }

        return left.Concat(allowances
            .Where(allowance => !used.Contains(allowance) && allowance.Package is { } package && Repository.SourceProjects.Any(project => project.Name == package))
            .Select(allowance => $"{allowance.Where}: is allowed and no longer needs to be; remove the allowance."));
    }
}

/// <summary>A place that may break a rule.</summary>
/// <param name="Package">The package it is in.</param>
/// <param name="Where">The member, as the findings name it.</param>
/// <param name="Why">The reason.</param>
internal sealed record Allowance(string Package, string Where, string Why);
