using System.Text;
using Npgsql;

namespace Payments.PostgreSql;

/// <summary>What a fault says about the transaction it ended.</summary>
internal static class Faults
{
    /// <summary>Whether nothing was committed for certain, so that the same may be done again.</summary>
    public static bool IsUndone(Exception fault) => fault switch
    {
        // The server ended the session, or is ending: it may have committed before.
        PostgresException { SqlState: ['5', '7', 'P', ..] or ['0', '8', ..] } => false,
        PostgresException => true,

        // Refused while the statement was being written down: the server has not seen its end.
        EncoderFallbackException or InvalidCastException or OverflowException => true,
        _ => false,
    };

    /// <summary>Whether two transactions were in each other's way, and one of them only has to be done again.</summary>
    public static bool IsCollision(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether a number was taken in the same moment under another key: the empty version of <see cref="Sql.BeginOrders"/>.</summary>
    public static bool IsOvertaken(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.NotNullViolation, ColumnName: "version" };

    /// <summary>What callers get who come too late.</summary>
    public static ObjectDisposedException Stopped() => new(
        nameof(PostgreSqlPaymentStore),
        "The store was disposed before this call began: nothing was read or written. Open a new store and repeat the call.");
}
