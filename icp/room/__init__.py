"""A room: a coach, and people who each fill in their own workbook and put up of it what they choose.

Nothing here knows a browser. A coach acts through a :class:`~icp.store.Chair`, opened by the coach's key; a participant
through a :class:`~icp.store.Seat`, opened by the key of their own workbook, so that two tabs are one person and whoever
comes back sits where they sat. The join code lets somebody in; it reads nothing.

For the coach (:mod:`icp.room.leading`):

- ``plan_room(agenda, name, host, pace=…)`` → ``Room``, its steps by ``with_coming``; ``open_room(rooms, room)`` →
  ``Opened(key, code, chair, room)``; ``resume(rooms, key)`` → ``Chair`` or None; ``read_room(rooms, place)`` →
  ``(version, Room)``; ``join_code(rooms, chair)`` → ``(code, until)``, shown by ``icp.room.code.show_code``;
  ``renew_code(rooms, chair)``
- ``invite_coach(rooms, chair)`` → key; ``dismiss_coaches(rooms, chair)`` → how many; ``co_coaches``
- ``begin_step``, ``go_to_step``, ``add_step``, ``drop_step``, ``move_step``, ``lengthen_step``, ``give_time``,
  ``set_pace``, ``unlock_all``, ``message_all``, ``start_timer``, ``stop_timer``, ``set_sound``, ``reveal``, ``hide``,
  ``lower_protection``, ``raise_protection``, ``begin_step_anew``, ``undo_begin_anew``, ``park``, ``unpark``,
  ``draw_pairs``, ``set_thanks``: each ``(rooms, chair, …)`` → the ``Room`` after it. Several who lead at a time each
  change what they name, so that nobody undoes what another just did
- ``where_are_they(rooms, place)`` → counts by place; ``how_many(rooms, place)``
- ``close_room(rooms, chair, now)`` → ``Room``; ``purge_room(rooms, chair)`` → ``Purged``

For a participant (:mod:`icp.room.taking_part`):

- ``join(rooms, key, code, nickname, tries=…, who=…)`` → ``Seat`` or ``"wrong"`` / ``"wait"``; ``seat_of(rooms, key)``;
  ``leave(rooms, seat)`` → how many items went; ``move(rooms, seat, place)``; ``nickname(rooms, seat)``
- ``missed(room)`` → sentences for whoever comes late; ``may_open(room, where)``; ``pair_of(rooms, room, seat)``
- ``offers(work, room)`` → what could be put up, each with the words others would see; ``share(rooms, seat, offer,
  first_name=…)``; ``share_text(rooms, seat, kind, text, work)`` → None or ``Refused``; ``unshare(rooms, seat, kind)``;
  ``shared(rooms, seat)``

Pictures (:mod:`icp.room.pictures`), for boards and phones alike:

- ``read_board(rooms, place)`` → ``Board``: the room and every picture revealed, kept by version for all who look
- ``read_wall(rooms, place, kind)`` → ``Wall``; ``to_moderate(rooms, chair)``; ``moderate(rooms, chair, each,
  "approve" | "hide")``; ``put_up(rooms, chair)`` → how many put something of each kind up
- ``read_gallery(rooms, place)`` → the cards put up with a first name

The end: ``build_room_debrief(board, day)`` → Document, ``aggregates_csv(board)`` → bytes (:mod:`icp.room.debrief`).
The kit: ``icp.catalogue.coach_kit()``. Trying it: :mod:`icp.room.rehearse`.
"""
