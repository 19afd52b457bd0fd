using System.Collections.Immutable;
using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>A bus between hosts of one process: the twin of a shared one.</summary>
internal sealed class LocalCommitBus : ICommitBus
{
    private ImmutableArray<Member> _members = [];

    public ICommitBusMember Join(Action<OrderNo> heard)
    {
        var member = new Member(this, heard);
        ImmutableInterlocked.Update(ref _members, static (members, joined) => members.Add(joined), member);
        return member;
    }

    private sealed class Member(LocalCommitBus bus, Action<OrderNo> heard) : ICommitBusMember
    {
        public void Announce(OrderNo orderNo)
        {
            foreach (var other in bus._members)
            {
                if (other != this)
                {
                    other.Hear(orderNo);
                }
            }
        }

        public void Dispose() => ImmutableInterlocked.Update(ref bus._members, static (members, left) => members.Remove(left), this);

        private void Hear(OrderNo orderNo) => heard(orderNo);
    }
}
