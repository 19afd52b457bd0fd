using Payments.Redis.Tests.Frozen;
using Xunit.Runner.InProc.SystemConsole;

// Alone it runs the tests; called by one of them, it is a node of its own that holds locks.
return args is ["holder", var redis, var file]
    ? await Holder.RunAsync(redis, file)
    : await ConsoleRunner.Run(args);
