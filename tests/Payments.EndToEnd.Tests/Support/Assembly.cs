// One simulator serves all tests, and a scenario strikes the next call that fits it: tests take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
