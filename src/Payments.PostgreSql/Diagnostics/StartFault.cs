using System.Net.Sockets;
using Npgsql;

namespace Payments.PostgreSql;

/// <summary>Says what keeps the store from opening, and what to do about it. Never quotes the connection string.</summary>
/// <param name="path">The configuration path of the connection string.</param>
internal sealed class StartFault(string path)
{
    public PaymentConfigurationException Of(string problem, string remedy) => new([new ConfigurationProblem(path, problem, remedy)]);

    public PaymentConfigurationException Of(Exception fault)
    {
        var (problem, remedy) = fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => (
                "names a user the server does not let in", "Correct Username and Password, or the server's pg_hba.conf."),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => (
                "names a database that does not exist", "Create the database, or correct Database."),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => (
                "names a user without the rights the store needs", "Grant CREATE on the database for the first start, or make the schema and give it to the user."),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => (
                "names a server that has no connection left", "Raise max_connections, or lower Maximum Pool Size of the other applications."),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => (
                "names a server that cannot be written, as a standby", "Name the primary, or add Target Session Attributes=primary with every host."),
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => (
                "names a server that is starting or stopping", "Start the host when the server is ready."),
            PostgresException refused => ($"names a server that refused to be set up (SQLSTATE {refused.SqlState})", "Look the code up in PostgreSQL's list of error codes, and at the server's log."),
            NpgsqlException { InnerException: SocketException } => (
                "names a server that cannot be reached", "Check Host and Port, name resolution, the firewall, and that the server runs."),
            NpgsqlException { InnerException: TimeoutException } or TimeoutException => (
                "names a server that does not answer in time", "Check Host and Port and the firewall, and how busy the server is."),
            _ => ("names a server no connection could be made to", "Check TLS (SSL Mode, Root Certificate) and the server's log."),
        };
        return Of($"{problem}.", remedy);
    }
}
