"""Random schedules: clients and professionals over a bad network, processes that are killed, one seed.

`traffic.run` lets a number of conversations happen over real servers and gives a `Report`. What people do
and what goes wrong is drawn from one seed, each conversation from a generator of its own, so that a
conversation goes alike whatever the load of the machine; how it meets the others is up to the machine.
"""
