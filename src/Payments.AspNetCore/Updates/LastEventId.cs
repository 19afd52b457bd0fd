using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore.Updates;

/// <summary>Where a listener resumes: <c>Last-Event-ID</c>, or <c>?lastEventId=</c> where a client cannot set headers.</summary>
internal static class LastEventId
{
    public const string HeaderName = "Last-Event-ID";
    public const string QueryName = "lastEventId";

    /// <summary>Reads it; 0 when the listener names none. The header wins: a browser keeps the address it first used.</summary>
    public static bool TryRead(HttpRequest request, out int sequence)
    {
        var header = request.Headers[HeaderName];
        var values = header.Count > 0 ? header : request.Query[QueryName];
        sequence = 0;
        return values.Count == 0
            || (values.Count == 1 && (values[0] is null or "" || int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out sequence)));
    }
}
