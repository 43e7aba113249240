"""The professional's one page for answering: who waits, one's own conversations, the open one and its acts.

It stands in the frame of staff's pages, at `/staff/chats/`, and works by forms alone. Its script fetches the
same page again whenever the stream of `/live/v1/staff/` tells that something has come, and takes over what is
new.
"""
