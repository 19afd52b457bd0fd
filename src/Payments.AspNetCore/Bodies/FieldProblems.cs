using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Bodies;

/// <summary>What is wrong with a body's members, all of it at once: 400 when its form is wrong, 422 when only values break limits.</summary>
internal sealed class FieldProblems
{
    private const int Max = 32;

    private readonly List<FieldProblem> _problems = [];
    private bool _malformed;

    public bool IsFull => _problems.Count >= Max;

    public void Malformed(string field, string problem)
    {
        _malformed = true;
        Limit(field, problem);
    }

    public void Limit(string field, string problem)
    {
        if (!IsFull)
        {
            _problems.Add(new FieldProblem(field, problem));
        }
    }

    /// <param name="what">What was to be read, as "an order".</param>
    public Problem? ToProblem(string what) => _problems.Count == 0 ? null : Problem.InvalidRequest(
        _malformed ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity,
        $"This is not {what}: {string.Join(' ', _problems.Select(static problem => $"{problem.Field}: {problem.Problem}"))}",
        "Correct the members named and send the request again.",
        _problems);
}
