namespace Payments;

/// <summary>Checks settings when the host starts, without network. All checks of all packages run, and their problems are reported together.</summary>
public interface IConfigurationCheck
{
    /// <summary>Every problem found; never shows the value of a secret.</summary>
    IEnumerable<ConfigurationProblem> Check();
}
