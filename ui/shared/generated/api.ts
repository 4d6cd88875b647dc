// Generated from docs/openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Authorization server metadata (RFC 8414) */
        get: operations["oauth_metadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A one-time code for a native client, asked for by the signed-in portal */
        post: operations["authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a token back: the device is signed out (RFC 7009) */
        post: operations["revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tokens for a code or a refresh token */
        post: operations["token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, the newest first; a site's administrator sees what concerns their site */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server's clock, and whether it has leapt */
        get: operations["get_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clock/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that the server's clock is right: from now on things expire by it again */
        post: operations["confirm_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask somebody to act on the caller's lines; sending it twice asks once */
        post: operations["invite_delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delegation that the caller is a side of, or administers */
        get: operations["get_delegation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The delegate says yes; for a common area phone an administrator of its site does */
        post: operations["accept_delegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The delegate says no; for a common area phone an administrator of its site does */
        post: operations["decline_delegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The delegator has seen that a request was declined, and no longer wants to see it */
        post: operations["dismiss_delegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an active delegation */
        post: operations["end_delegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/ringing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The delegate's own switch: calls of this line ring, or do not */
        put: operations["put_delegation_ringing"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change privileges, hours and end */
        put: operations["put_delegation_terms"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an open request back */
        post: operations["withdraw_delegation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Desk phones of the caller, of another user, or of a common area, by name; those of others are for administrators of
         *     their site
         */
        get: operations["list_desk_phones"];
        put?: never;
        /**
         * Make a desk phone
         * @description Its password is told in this answer and never again. The same identifier twice is the same phone, with a new
         *     password.
         */
        post: operations["make_desk_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change what a desk phone is called, whether calls ring on it by themselves, and whether they have to be encrypted */
        put: operations["change_desk_phone"];
        post?: never;
        /** Remove a desk phone */
        delete: operations["remove_desk_phone"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which line stands on which key of a desk phone; for its owner and administrators of their site */
        get: operations["get_phone_keys"];
        /**
         * Lay out the keys of a desk phone; for its owner and administrators of their site
         * @description The phone is told at once. A line that is on a key and that the owner may not use any more comes back where it stood
         *     if they may use it again, unless the keys are laid out anew meanwhile.
         */
        put: operations["put_phone_keys"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones/{id}/location": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say where a desk phone of a common area is
         * @description It holds in the network in which the phone is registered now; where it is registered in several, `address` tells which
         *     is meant. Where phones of users are, their owners say.
         */
        put: operations["locate_desk_phone"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a desk phone a new password; the old one ends at once
         * @description The password is told in this answer and never again. An address by which the phone could be set up is withdrawn.
         */
        post: operations["renew_desk_phone_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/desk-phones/{id}/provisioning": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an address by which a desk phone is set up; the one before is withdrawn
         * @description The address is told in this answer and never again. The phone keeps its password until it fetches its settings, which have a new one.
         */
        post: operations["make_provisioning_address"];
        /**
         * Withdraw the address by which a desk phone can be set up
         * @description A phone that has fetched its settings keeps them.
         */
        delete: operations["withdraw_provisioning_address"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's devices that are signed in */
        get: operations["get_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a device out, at once */
        delete: operations["delete_device"];
        options?: never;
        head?: never;
        /** Rename a device */
        patch: operations["patch_device"];
        trace?: never;
    };
    "/v1/devices/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say away from a device where it is; sending the same report twice is saying it once */
        post: operations["report_for_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who could act on the caller's lines, by name, and why some of them cannot */
        get: operations["get_directory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/discovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a client learns before anybody signs in */
        get: operations["discovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/emergency-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Emergency calls and tests of one, the newest first; a site's administrator sees those of their site */
        get: operations["get_emergency_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/emergency-calls/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the caller acknowledges an emergency call, which takes its alert from everybody's screen
         * @description For whoever was alerted. Where somebody else was faster, the call is given with who that is.
         */
        post: operations["acknowledge_emergency_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What follows a snapshot, as server-sent events
         * @description The `data` of each is an `Event`, its `id` the sequence. An event named `resync` says that the cursor is too old:
         *     take a fresh snapshot.
         */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which location is this network? */
        post: operations["identify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work on many people that goes on, such as suspending delegations after a change of policy
         * @description Administrators of a site see what concerns their site or all.
         */
        get: operations["get_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lines/{line}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place a call with the number of a line
         * @description The caller's phone rings and, once it is picked up, the other party is called.
         */
        post: operations["place_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lines/{line}/calls/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer, hold, pick up, lock, hand over or end a call
         * @description Names the version of the appearance that was looked at. What is accepted is on its way: what comes of it arrives as
         *     an event.
         */
        post: operations["act_on_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lines/{line}/forwarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set where calls of a line are sent on to; for its delegator and administrators of their site
         * @description From then on it no longer follows what the delegator sets for all their calls.
         */
        put: operations["put_forwarding"];
        post?: never;
        /** Let a line follow again what its delegator sets for all their calls */
        delete: operations["delete_forwarding"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lines/{line}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls of a line that are over, the newest first, for whoever has the line in view
         * @description What a lock hides is left out. Whose delegation is suspended sees the calls that they took part in.
         */
        get: operations["get_line_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/location-clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Location clients by name */
        get: operations["get_location_clients"];
        put?: never;
        /**
         * Make a location client
         * @description Its token is told in this answer and never again.
         */
        post: operations["post_location_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/location-clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what a location client is called, and the private networks that it may ask about
         * @description `If-Match` names the version that was read.
         */
        put: operations["put_location_client"];
        post?: never;
        /** Remove a location client; its token is void at once */
        delete: operations["delete_location_client"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Company locations, by path */
        get: operations["list_locations"];
        put?: never;
        /** Make a company location */
        post: operations["create_location"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One company location */
        get: operations["get_location"];
        /** Edit or move a company location */
        put: operations["edit_location"];
        post?: never;
        /** Remove a company location */
        delete: operations["remove_location"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{id}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The wiremap rules of a location, the newest first */
        get: operations["list_rules"];
        put?: never;
        /** Bind evidence to a location */
        post: operations["add_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/default-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose the personal location that stands in where nothing about the present network is known */
        put: operations["put_default_address"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/monitoring-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Monitoring groups by name */
        get: operations["get_monitoring_groups"];
        put?: never;
        /** Make a monitoring group */
        post: operations["post_monitoring_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/monitoring-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a monitoring group */
        put: operations["put_monitoring_group"];
        post?: never;
        /** Remove a monitoring group that supervises nobody */
        delete: operations["delete_monitoring_group"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Phone numbers; a site's administrator sees those of their site and those that are nobody's */
        get: operations["get_numbers"];
        put?: never;
        /** Add a phone number, which is nobody's at first */
        post: operations["post_number"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/numbers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a phone number somebody's direct number, or take it back */
        put: operations["put_number"];
        post?: never;
        /** Remove a phone number that is nobody's */
        delete: operations["delete_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/personal-locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My personal locations */
        get: operations["list_personal_locations"];
        put?: never;
        /** Make a personal location; sending it twice makes one */
        post: operations["create_personal_location"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/personal-locations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Edit a personal location */
        put: operations["edit_personal_location"];
        post?: never;
        /** Delete a personal location; its networks are unknown again, and as a default address it is cleared */
        delete: operations["remove_personal_location"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Common area phones by name; a site's administrator sees those of their site */
        get: operations["get_phones"];
        put?: never;
        /** Make a common area phone */
        post: operations["post_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One common area phone with the delegations in which it acts */
        get: operations["get_phone"];
        /** Change a common area phone */
        put: operations["put_phone"];
        post?: never;
        /** Remove a common area phone; its delegations end, its numbers become free, its desk phones go with it */
        delete: operations["delete_phone"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account's policy */
        get: operations["get_account_policy"];
        /** Change the account's policy */
        put: operations["put_account_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change how a site deviates from the account's policy */
        put: operations["put_site_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The queue of proposals that the caller decides on */
        get: operations["list_proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A proposal with all that is needed to decide */
        get: operations["get_proposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve as it is, edited, or merged with a location that exists */
        post: operations["approve_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject with a reason */
        post: operations["reject_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a decision back */
        post: operations["undo_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a proposal of one's own back */
        post: operations["withdraw_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/readiness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How well help would find everybody: by site, and each user and common area phone with their devices
         * @description A site's administrator sees those of their site. Places of people's own are neither named nor addressed.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/readiness/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a CSV file: a line for each device, and for each owner without one */
        get: operations["export_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My reports, the newest first */
        get: operations["list_reports"];
        put?: never;
        /** Say where a network is; sending the same report twice is saying it once */
        post: operations["make_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything about me, as a file */
        get: operations["export_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a wiremap rule */
        delete: operations["remove_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in to the portal */
        get: operations["get_session"];
        put?: never;
        /** Sign in to the portal */
        post: operations["sign_in"];
        /** Sign out of the portal */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared-lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delegators and delegates by name, each with the other sides of their live delegations */
        get: operations["list_shared_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared-lines/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user's delegation settings */
        get: operations["get_shared_lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared-lines/{user}/delegates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign a delegate: active at once, unless a policy or another site's administrator has a say; sending it twice
         *     assigns once
         */
        post: operations["assign_delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared-lines/{user}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Lock or unlock a user's delegation settings
         * @description Locking is refused while an invitation of that user is open; the message names who must answer.
         */
        put: operations["lock_shared_lines"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shared-lines/{user}/supervision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose the monitoring group that supervises a user's lines */
        put: operations["supervise_shared_lines"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sites */
        get: operations["get_sites"];
        put?: never;
        /** Make a site with the root of its tree */
        post: operations["post_site"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One site */
        get: operations["get_site"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a site tells of emergency calls, beside its safety team */
        get: operations["get_site_alerts"];
        /**
         * Change whom a site tells of emergency calls
         * @description A webhook that is new, or a new secret that is asked for, is answered with the secret, which is not shown again.
         */
        put: operations["put_site_alerts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}/callback-number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a site's fallback callback number, or take it away
         * @description Emergency calls go out with it where neither the place nor the caller has a number that can be called back. For a day
         *     after such a call, whoever calls the number reaches the telephone that made it.
         */
        put: operations["put_callback_number"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}/dial-test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what would happen if a telephone of a site dialled something
         * @description The switchboard answers as it would decide about a call at this moment. Nobody is called.
         */
        post: operations["test_dialling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}/numbering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set how people dial at a site, or take it away
         * @description Without a numbering plan numbers are taken as they are dialled. Emergency numbers hold behind the prefix for an outside line
         *     as well, from every telephone of the account.
         */
        put: operations["put_numbering"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's whole view */
        get: operations["get_snapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trunks with how they are: those that were given to the server when it was started, then the others by name */
        get: operations["get_trunks"];
        put?: never;
        /** Make a trunk. It is at work when this is answered */
        post: operations["post_trunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trunks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a trunk. Calls in progress go on
         * @description `If-Match` names the version that was read. Where no other trunk leads to the emergency services this is answered with 409,
         *     `needs_confirmation`, unless `confirm` is true.
         */
        delete: operations["delete_trunk"];
        options?: never;
        head?: never;
        /**
         * Change a trunk. Calls in progress go on as they are
         * @description `If-Match` names the version that was read. A change after which no trunk leads to the emergency services any more is answered
         *     with 409, `needs_confirmation`, unless `confirm` is true.
         */
        patch: operations["patch_trunk"];
        trace?: never;
    };
    "/v1/trunks/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a trunk now whether it is there, and tell what came */
        post: operations["check_trunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users by name; a site's administrator sees those of their site */
        get: operations["get_users"];
        put?: never;
        /** Make a user */
        post: operations["post_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All users as a CSV file; a site's administrator gets those of their site */
        get: operations["export_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make and change users as a CSV file says
         * @description One bad row keeps all of them from being written.
         */
        post: operations["import_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user */
        get: operations["get_user"];
        /** Change a user; taking away `active` ends all their sessions at once */
        put: operations["put_user"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/ask-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the user asked again about every network: reports up to now are set aside */
        post: operations["ask_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/call-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a user has set for all their calls; for themselves and administrators of their site */
        get: operations["get_call_settings"];
        /**
         * Set what holds for all calls of a user; for themselves and administrators of their site
         * @description Where an administrator has locked the user's delegation settings, forwarding stays as it is; do not disturb and withholding their
         *     number are the user's own.
         */
        put: operations["put_call_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wiremap/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the wiremap lacks: networks that it does not know or that lead to several locations, and locations without any
         * @description A site's administrator sees what concerns people and locations of their site.
         */
        get: operations["get_wiremap_gaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Where a device is attached, as measured by the device itself (docs/rules.md, Attachment).
         *
         *     The public IP is no part of it: nobody but the server can tell it (see [`Evidence`]).
         */
        AccessNetwork: {
            /**
             * @description The device's own addresses there with their prefix lengths, sorted; no link-local ones.
             * @example [
             *       "192.168.1.23/24"
             *     ]
             */
            addresses?: string[];
            /** @description True when a tunnel (VPN) holds the default route, so that the public IP which others see is the tunnel's. */
            behind_tunnel?: boolean;
            /** @description DNS suffixes that the network gave, lower case, in its order. */
            dns_suffixes?: string[];
            gateway?: components["schemas"]["Gateway"] | null;
            /** @description Interface that carries the best default route which is no tunnel's, such as `eth0`. */
            interface: string;
            /** @description The device's own link-layer address there. */
            mac?: string | null;
            /** @description What kind of link that is. */
            medium: components["schemas"]["Medium"];
            /** @description Other uplinks (docked with Wi-Fi on): evidence for people to read, never a reason to match. */
            other_uplinks?: components["schemas"]["OtherUplink"][];
            switch_port?: components["schemas"]["SwitchPort"] | null;
            wifi?: components["schemas"]["Wifi"] | null;
        };
        /** @description `GET /v1/policies/account`. */
        AccountPolicy: {
            /** @description Name of the organisation. */
            account: string;
            /** @description What people dial in an emergency. */
            emergency: components["schemas"]["EmergencyNumbers"];
            /** @description What holds where no site says otherwise. */
            policy: components["schemas"]["Policy"];
            /** @description Who gets e-mail about proposals besides the administrators concerned. */
            proposal_recipients: string[];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `PUT /v1/policies/account`, with the version that was read in `If-Match`. */
        AccountPolicyEdit: {
            /** @description Name of the organisation. */
            account: string;
            /** @description What people dial in an emergency. */
            emergency: components["schemas"]["EmergencyNumbers"];
            /** @description What holds where no site says otherwise. */
            policy: components["schemas"]["Policy"];
            /** @description Who gets e-mail about proposals besides the administrators concerned. */
            proposal_recipients: string[];
        };
        /** @description Somebody of the safety team has acknowledged it. */
        Acknowledged: {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            by?: components["schemas"]["UserId"] | null;
            /** @description Their name. */
            name: string;
        };
        /** @description A wiremap rule that was made. */
        AddedRule: components["schemas"]["WiremapRule"] & {
            /**
             * @description From which place of another site the rule takes, for people to read; absent where from none. Only administrators of
             *     the account can make such a rule.
             */
            overlaps?: string | null;
        };
        /** @description What an administrator administers. */
        Administration: {
            /** @enum {string} */
            of: "account";
        } | {
            /** @enum {string} */
            of: "site";
            /** @description Which one. */
            site: components["schemas"]["SiteId"];
        };
        /** @description A call on a line, as one person sees it. */
        AppearanceView: {
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            details?: components["schemas"]["Details"] | null;
            holder?: components["schemas"]["DelegateId"] | null;
            /** @description Nobody but the holder picks it up. */
            locked: boolean;
            /**
             * Format: int32
             * @description Its number on the line.
             */
            number: number;
            /** @description Where it stands. */
            state: components["schemas"]["Phase"];
            /**
             * Format: int32
             * @description The version that actions name.
             */
            version: number;
        };
        /**
         * @description `POST /v1/proposals/{id}/approve`, with the version that was read in `If-Match`: approve as it is, edited, or merged with a
         *     location that exists.
         */
        Approval: {
            /** @description Where the network is bound to. */
            outcome: components["schemas"]["ApprovalOutcome"];
            /** @description The rules to make; absent for the first of the suggested ones. Never empty: it would bind nothing. */
            rules?: components["schemas"]["RuleEvidence"][] | null;
        };
        /** @description What an approval makes. */
        ApprovalOutcome: {
            /** @enum {string} */
            kind: "as_proposed";
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "edited";
            /** @description What to call it. */
            name: string;
            /** @description The location above it. */
            parent: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            kind: "merged";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        };
        /** @description Whose direct number it is. */
        Assignee: {
            /** @description Name for people. */
            name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description One entry. */
        AuditEntry: {
            /** @description What was done, such as `proposal.approved`. */
            action: string;
            actor?: components["schemas"]["UserId"] | null;
            /** @description Their name. */
            actor_name?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: int64
             * @description Its number, growing with time.
             */
            seq: number;
            /** @description To what, such as `proposal:0192…`. */
            subject: string;
            /** @description What it was about, in one line for people; no addresses, no secrets. */
            summary: string;
        };
        /** @description Answer to [`AuthorizeRequest`]: where the browser goes next. */
        AuthorizeAnswer: {
            /** @description The redirect URI with code and state. */
            redirect_to: string;
        };
        /**
         * @description `POST /oauth/authorize`: the signed-in portal asks for a code in the name of a native client
         *     (RFC 6749 section 4.1.1 with RFC 7636 section 4.3).
         */
        AuthorizeRequest: {
            /** @description [`DESKTOP_CLIENT_ID`]. */
            client_id: string;
            /** @description BASE64URL(SHA-256(verifier)). */
            code_challenge: string;
            /** @description Always `S256`. */
            code_challenge_method: string;
            /** @description A loopback address with any port (RFC 8252 section 7.3). */
            redirect_uri: string;
            /** @description Always `code`. */
            response_type: string;
            /** @description Returned as it came. */
            state: string;
        };
        /** @description What is done with a call (docs/rules.md, Shared-line actions). */
        CallAction: {
            /** @enum {string} */
            action: "answer";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "decline";
        } | {
            /** @enum {string} */
            action: "hold";
        } | {
            /** @enum {string} */
            action: "retrieve";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "lock";
        } | {
            /** @enum {string} */
            action: "unlock";
        } | {
            /** @enum {string} */
            action: "transfer";
            /** @description To whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            action: "consult";
            /** @description Whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            action: "complete_transfer";
        } | {
            /** @enum {string} */
            action: "abort_transfer";
        } | {
            /** @enum {string} */
            action: "hang_up";
        };
        /**
         * Format: uuid
         * @description A call on a shared line.
         */
        CallId: string;
        /** @description How a call ended. */
        CallOutcome: {
            /** @enum {string} */
            outcome: "answered";
        } | {
            /** @enum {string} */
            outcome: "missed";
        } | {
            /** @enum {string} */
            outcome: "declined";
        } | {
            /** @enum {string} */
            outcome: "redirected";
            /** @description Where to. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            outcome: "transferred";
        } | {
            /** @enum {string} */
            outcome: "not_reached";
            /** @description Why. */
            why: components["schemas"]["Unreached"];
        } | {
            /** @enum {string} */
            outcome: "cancelled";
        } | {
            /** @enum {string} */
            outcome: "lost";
        };
        /** @description What somebody sets for all their calls. */
        CallSettings: {
            /** @description None of their telephones rings, for whatever line. Others who may answer a line are rung all the same. */
            do_not_disturb?: boolean;
            /**
             * @description Where their calls are sent on to, on each of their lines that has no settings of its own, and where their extension is
             *     called. Do not disturb is not set here: that is theirs alone, or a line's.
             */
            forwarding: components["schemas"]["Forwarding"];
            /** @description Their number is kept from whom they call, unless they say otherwise for one call. Emergency calls always tell it. */
            withhold_number?: boolean;
        };
        /** @description `PUT /v1/sites/{id}/callback-number`, with the version of the site that was read in `If-Match`. */
        CallbackNumberEdit: {
            /** @description The fallback callback number, with the country code. Absent takes it away, which needs nomadic services to be off. */
            callback_number?: string | null;
        };
        /**
         * @description Whose number goes with an emergency call, the best first.
         * @enum {string}
         */
        CallbackSource: "elin" | "direct_number" | "site_fallback" | "other_site" | "trunk";
        /**
         * @description How a trunk is told the number of who calls.
         * @enum {string}
         */
        CallerIdFormat: "e164" | "without_plus" | "national";
        /**
         * @description How it is known which telephone makes an emergency call.
         * @enum {string}
         */
        CallerProof: "password" | "registration" | "registration_against_password" | "nothing";
        /** @description One change of the caller's view. */
        Change: {
            /** @enum {string} */
            change: "put";
            /** @description The whole entity. */
            entity: components["schemas"]["Entity"];
        } | {
            /** @enum {string} */
            change: "removed";
            /** @description Which one. */
            key: components["schemas"]["EntityKey"];
        };
        /** @description What the user said (docs/rules.md, What the user meets). */
        Choice: {
            /** @enum {string} */
            kind: "confirm";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            kind: "bind_company_location";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
            /** @description Identifier of the proposal, made by the device. */
            proposal: components["schemas"]["ProposalId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_company_location";
            /** @description What to call it. */
            name: string;
            /** @description The location that it should hang below. */
            parent: components["schemas"]["LocationId"];
            /** @description Identifier of the proposal, made by the device. */
            proposal: components["schemas"]["ProposalId"];
        } | {
            /** @enum {string} */
            kind: "saved_personal_location";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_personal_location";
            /** @description What to call it. */
            name: string;
            /** @description Its identifier, made by the device. */
            personal: components["schemas"]["PersonalLocationId"];
        };
        /** @description A civic address (RFC 5139 section 3.1). Elements that do not apply are absent, never empty. */
        CivicAddress: {
            /**
             * @description Region, state or province.
             * @default null
             */
            a1?: string | null;
            /**
             * @description County, parish or district.
             * @default null
             */
            a2?: string | null;
            /**
             * @description City or town.
             * @default null
             */
            a3?: string | null;
            /**
             * @description City division or borough.
             * @default null
             */
            a4?: string | null;
            /**
             * @description Neighbourhood or block.
             * @default null
             */
            a5?: string | null;
            /**
             * @description Group of streets below the neighbourhood.
             * @default null
             */
            a6?: string | null;
            /**
             * @description Building.
             * @default null
             */
            bld?: string | null;
            /**
             * @description ISO 3166-1 alpha-2 code, upper case.
             * @default
             * @example GB
             */
            country?: string;
            /**
             * @description Floor.
             * @default null
             */
            flr?: string | null;
            /**
             * @description House number.
             * @default null
             */
            hno?: string | null;
            /**
             * @description House number suffix, such as A or 1/2.
             * @default null
             */
            hns?: string | null;
            /**
             * @description Landmark or vanity address.
             * @default null
             */
            lmk?: string | null;
            /**
             * @description Additional location information, such as "South wing".
             * @default null
             */
            loc?: string | null;
            /**
             * @description Name of the residence, business or office occupant.
             * @default null
             */
            nam?: string | null;
            /**
             * @description Postal code.
             * @default null
             */
            pc?: string | null;
            /**
             * @description Postal community name.
             * @default null
             */
            pcn?: string | null;
            /**
             * @description Trailing street direction, such as SW.
             * @default null
             */
            pod?: string | null;
            /**
             * @description Leading street direction, such as N.
             * @default null
             */
            prd?: string | null;
            /**
             * @description Primary road or street name.
             * @default null
             */
            rd?: string | null;
            /**
             * @description Room.
             * @default null
             */
            room?: string | null;
            /**
             * @description Seat, such as desk or cubicle.
             * @default null
             */
            seat?: string | null;
            /**
             * @description Street suffix or type, such as Avenue.
             * @default null
             */
            sts?: string | null;
            /**
             * @description Unit, such as apartment or suite.
             * @default null
             */
            unit?: string | null;
        };
        /** @description What the server makes of its computer's clock. */
        ClockState: {
            /**
             * @description It has leapt, or the server was off for more than a day: nothing expires by it until an administrator says that it is
             *     right.
             */
            held: boolean;
            /**
             * Format: date-time
             * @description What it says.
             */
            now: string;
            /**
             * Format: date-time
             * @description The time by which things expire meanwhile.
             */
            trusted: string;
        };
        /** @description Where a phone of a common area is. Registered in several networks, it has this at each registration. */
        CommonAreaLocation: {
            /** @description It holds: the phone is in the network in which it was when this was said. */
            holds: boolean;
            /** @description The company location. */
            location: components["schemas"]["LocationId"];
            /** @description Its name. */
            name: string;
        };
        /** @description `PUT /v1/desk-phones/{id}/location`. */
        CommonAreaLocationEdit: {
            /**
             * @description Which registration is meant, by its address, where the phone is registered in several networks. Its port may have
             *     changed since.
             * @example 192.0.2.7:5060
             */
            address?: string | null;
            location?: components["schemas"]["LocationId"] | null;
        };
        /** @description A common area phone. */
        CommonAreaPhone: {
            /** @description Its extension. */
            extension?: string | null;
            /** @description Which one. */
            id: components["schemas"]["PhoneId"];
            /**
             * @description Its hardware address.
             * @example 00:1b:21:a7:00:01
             */
            mac: string;
            /** @description What people call it, such as `Reception`. */
            name: string;
            /** @description Its direct numbers; E.164. */
            numbers: string[];
            /** @description Its site. */
            site: components["schemas"]["SiteId"];
            /** @description The site's name. */
            site_name: string;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `GET /v1/phones/{id}`: a common area phone with the delegations in which it acts, open requests first. */
        CommonAreaPhoneDetail: components["schemas"]["CommonAreaPhone"] & {
            /** @description Live delegations in which it acts. */
            acts_for: components["schemas"]["Delegation"][];
        };
        /** @description A place that belongs to the organisation. */
        CompanyLocation: {
            /** @description Where a responder is sent to. */
            address: components["schemas"]["CivicAddress"];
            /** @description Emergency Location Identification Number: the callback number of this place, in E.164. */
            elin?: string | null;
            /** @description Which one. */
            id: components["schemas"]["LocationId"];
            /** @description Its level. */
            kind: components["schemas"]["LocationKind"];
            /** @description What people call it. */
            name: string;
            parent?: components["schemas"]["LocationId"] | null;
            /** @description A public IP by itself is enough to match here: nobody else is behind that address. */
            public_ip_is_enough?: boolean;
            /** @description The site whose tree it is in. */
            site: components["schemas"]["SiteId"];
            /**
             * Format: date-time
             * @description Last change.
             */
            updated_at: string;
            /**
             * Format: int32
             * @description Counts changes, for edits that must not overwrite each other.
             */
            version: number;
        };
        /** @description A rule that speaks against a proposal. */
        Conflict: {
            /** @description The rule. */
            match: components["schemas"]["RuleMatch"];
            /** @description Where it points. */
            place: components["schemas"]["NamedPlace"];
        };
        /** @description A network that leads to several locations. */
        ContestedNetwork: {
            /** @description What is bound to all of them. */
            evidence: components["schemas"]["RuleEvidence"][];
            /** @description The locations. */
            locations: components["schemas"]["GapLocation"][];
            /**
             * Format: int64
             * @description How many people are on it.
             */
            people: number;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        /** @description `PUT /v1/me/default-address`. */
        DefaultAddress: {
            personal?: components["schemas"]["PersonalLocationId"] | null;
        };
        /** @description Who acts on them. */
        Delegate: {
            /** @description Their extension. */
            extension?: string | null;
            /** @description Name for people. */
            name: string;
            /** @description Their site. */
            site: components["schemas"]["SiteId"];
            /** @description Its name. */
            site_name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description Who acts on a delegator's lines. */
        DelegateId: {
            /** @description A user. */
            id: components["schemas"]["UserId"];
            /** @enum {string} */
            kind: "user";
        } | {
            /** @description A common area phone. */
            id: components["schemas"]["PhoneId"];
            /** @enum {string} */
            kind: "phone";
        };
        /**
         * @description A delegation, as its two sides and their administrators see it.
         *
         *     In the view of its delegate while it is live; in that of its delegator also while it is declined, until it is
         *     dismissed or another one of the same pair begins.
         */
        Delegation: components["schemas"]["DelegationState"] & {
            /** @description Who acts on them. */
            delegate: components["schemas"]["Delegate"];
            /** @description Whose lines. */
            delegator: components["schemas"]["Delegator"];
            /** @description Which one. */
            id: components["schemas"]["DelegationId"];
            /** @description Who made it: the delegator, or an administrator for them. */
            made_by: components["schemas"]["UserId"];
            /** @description Their name. */
            made_by_name: string;
            /** @description The delegate lets calls of this line ring. */
            rings: boolean;
            suspended?: components["schemas"]["Suspension"] | null;
            /** @description What was granted. */
            terms: components["schemas"]["Terms"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description One of the two sides of a delegation, in the words of a list. */
        DelegationBrief: {
            /** @description It is active; else the invitation is open. */
            active: boolean;
            /** @description Their extension. */
            extension?: string | null;
            /** @description Which delegation. */
            id: components["schemas"]["DelegationId"];
            /** @description Their name. */
            name: string;
            /** @description What the delegate may do. */
            privileges: components["schemas"]["Privileges"];
            /** @description It is suspended. */
            suspended: boolean;
            /** @description The other side. */
            who: components["schemas"]["DelegateId"];
        };
        /**
         * Format: uuid
         * @description A delegation: one delegator and one delegate.
         */
        DelegationId: string;
        /** @description An administrator's lock on somebody's delegation settings. */
        DelegationLock: {
            /** @description Name of the administrator. */
            by_name: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description How far a delegation has come. */
        DelegationState: {
            /**
             * Format: date-time
             * @description When they were asked.
             */
            at: string;
            /** @enum {string} */
            state: "invited";
        } | {
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @enum {string} */
            state: "active";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "declined";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "withdrawn";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            by?: components["schemas"]["UserId"] | null;
            /** @enum {string} */
            state: "ended";
        };
        /** @description Whose lines they are. */
        Delegator: {
            /** @description Their extension. */
            extension?: string | null;
            /** @description An administrator has locked their delegation settings. */
            locked: boolean;
            /** @description Name for people. */
            name: string;
            /** @description Their direct numbers, which are the shared lines; E.164. */
            numbers: string[];
            /** @description Their site. */
            site: components["schemas"]["SiteId"];
            /** @description Its name. */
            site_name: string;
            /** @description Who. */
            user: components["schemas"]["UserId"];
        };
        /** @description A telephone of a user, or of a common area. */
        DeskPhone: {
            /** @description Which one. */
            id: components["schemas"]["DeviceId"];
            location?: components["schemas"]["CommonAreaLocation"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Whose: a user, or the common area phone that it is. */
            owner: components["schemas"]["DelegateId"];
            /** @description Where it is registered now; nowhere, and it cannot be reached, where there is none. */
            places: components["schemas"]["Registration"][];
            provisioning?: components["schemas"]["Provisioning"] | null;
            /** @description Its calls have to be encrypted (SRTP); others are refused, except in an emergency. */
            requires_encryption?: boolean;
            /** @description Calls ring on it by themselves; else it is used by choice only. */
            rings: boolean;
            /** @description The user name by which it registers. */
            username: string;
            /**
             * Format: int32
             * @description Counts changes of name, ringing and encryption.
             */
            version: number;
        };
        /** @description What is typed into a phone. Told once, when it is made; the server keeps no password. */
        DeskPhoneCredentials: {
            /** @description The domain, which is also the realm. */
            domain: string;
            /** @description Its password. */
            password: string;
            /** @description The phone. */
            phone: components["schemas"]["DeskPhone"];
            /** @description Where to register, the best way first. */
            servers: components["schemas"]["PhoneServer"][];
        };
        /** @description `PUT /v1/desk-phones/{id}`, with the version that was read in `If-Match`. */
        DeskPhoneEdit: {
            /** @description What to call it. */
            name: string;
            /** @description Its calls have to be encrypted; as before where it is absent. */
            requires_encryption?: boolean | null;
            /** @description Calls ring on it by themselves. */
            rings: boolean;
        };
        /** @description What a lock hides from the others. */
        Details: {
            /**
             * Format: date-time
             * @description When the two sides were connected first.
             */
            answered?: string | null;
            /**
             * Format: date-time
             * @description When it came in or was placed.
             */
            began: string;
            claimed_by?: components["schemas"]["DelegateId"] | null;
            /** @description Which way it goes. */
            direction: components["schemas"]["Direction"];
            /** @description With whom. */
            other: components["schemas"]["OtherParty"];
            /** @description The other party's phone rings, of a call that is being placed. */
            other_rings: boolean;
            placed_by?: components["schemas"]["DelegateId"] | null;
            /** @description It rings on a phone of the viewer. */
            rings_with_you: boolean;
            /**
             * Format: date-time
             * @description Since when it is in its state.
             */
            since: string;
            underway?: components["schemas"]["UnderwayView"] | null;
            your_phone?: components["schemas"]["DeviceId"] | null;
        };
        /** @description A device of the caller. */
        Device: {
            /** @description Which one. */
            id: components["schemas"]["DeviceId"];
            /** @description A desk phone, which is at the network that the server sees it in; else a computer. */
            is_desk_phone?: boolean;
            /**
             * Format: date-time
             * @description When it last took new tokens.
             */
            last_seen_at: string;
            location?: components["schemas"]["DeviceLocation"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Where else a telephone is registered, each with where a call from there would be sent to. */
            older_registrations?: components["schemas"]["DeviceLocation"][];
            permission?: components["schemas"]["LocationPermission"] | null;
            /**
             * Format: date-time
             * @description When it signed in.
             */
            signed_in_at: string;
        };
        /** @description `PATCH /v1/devices/{id}`. */
        DeviceEdit: {
            /** @description What to call it. */
            name: string;
        };
        /**
         * Format: uuid
         * @description One installed desktop client or one desk phone.
         */
        DeviceId: string;
        /** @description Where a device is. */
        DeviceLocation: {
            /** @description Where an emergency call from this device would be sent to. */
            dispatch: components["schemas"]["Dispatch"];
            /** @description What came of it. */
            encounter: components["schemas"]["Encounter"];
            /** @description What was measured and seen there. */
            evidence: components["schemas"]["Evidence"];
            /**
             * Format: date-time
             * @description When that was.
             */
            identified_at: string;
            /** @description Which network. */
            network_key: components["schemas"]["NetworkKey"];
            /** @description Names and addresses of the place that its owner has said, and of every one that the wiremap gives. */
            places: components["schemas"]["NamedPlace"][];
            /** @description The device's present stay. */
            stay: components["schemas"]["StayId"];
        };
        /** @description Where a device is, as far as administrators need to know. */
        DeviceReadiness: {
            /** @description Which one. */
            id: components["schemas"]["DeviceId"];
            /** @description A desk phone; else a computer. */
            is_desk_phone: boolean;
            /** @description What people call that place; absent for places of the owner's own, which concern nobody else (docs/rules.md, Privacy). */
            label?: string | null;
            /**
             * @description What an emergency call from it would go out without. A computer is not asked for a callback number: its calls are
             *     made by telephones.
             */
            lacking: components["schemas"]["Lacking"][];
            /** @description What people call it. */
            name: string;
            /** @description Whether help would be sent to where it is. */
            readiness: components["schemas"]["Readiness"];
            rung?: components["schemas"]["Rung"] | null;
            /**
             * Format: date-time
             * @description The last sign of life; absent for a telephone that is not registered.
             */
            seen_at?: string | null;
            /**
             * Format: date-time
             * @description When it was said that this is the place.
             */
            since?: string | null;
        };
        /** @description What would happen. Nobody is called. */
        DialOutcome: {
            /** @description The number or service that is called. */
            number: string;
            /** @enum {string} */
            outcome: "emergency_call";
        } | {
            /** @description The test number. */
            number: string;
            /** @enum {string} */
            outcome: "emergency_test";
        } | {
            /** @description It was called by the owner's extension. */
            by_extension: boolean;
            /** @description Its number, in E.164. */
            number: string;
            /** @enum {string} */
            outcome: "line";
            /** @description Whose it is. */
            owner: components["schemas"]["Assignee"];
            /** @description The number as people of its country write it. */
            shown: string;
        } | {
            /** @description The extension or number by which they are called. */
            number: string;
            /** @enum {string} */
            outcome: "telephones";
            /** @description Whose they are. */
            owner: components["schemas"]["Assignee"];
            /** @description How many of them are registered and ring. */
            ringing: number;
        } | {
            /** @description What the trunk is asked for: E.164, or what was dialled. */
            number: string;
            /** @enum {string} */
            outcome: "outside";
            /** @description The number as people of its country write it, if it is a public one. */
            shown?: string | null;
        } | {
            /** @description What it sets, for people. */
            message: string;
            /** @enum {string} */
            outcome: "feature_code";
        } | {
            /** @description The same for people. */
            message: string;
            /** @enum {string} */
            outcome: "impossible";
            /** @description Why not. */
            why: components["schemas"]["DialRefusal"];
        };
        /**
         * @description Why nobody is called.
         * @enum {string}
         */
        DialRefusal: "not_a_number" | "nobody_rings" | "no_trunk";
        /** @description `POST /v1/sites/{id}/dial-test`. */
        DialTest: {
            /**
             * @description What a telephone of the site would dial.
             * @example 9 0113 496 0212
             */
            dialled: string;
        };
        /** @description What somebody did on a call. */
        Did: {
            /** @enum {string} */
            did: "placed";
        } | {
            /** @enum {string} */
            did: "answered";
        } | {
            /** @enum {string} */
            did: "declined";
        } | {
            /** @enum {string} */
            did: "picked_up";
        } | {
            /** @enum {string} */
            did: "transferred";
            to?: components["schemas"]["Number"] | null;
        };
        /**
         * @description Which way a call went.
         * @enum {string}
         */
        Direction: "incoming" | "placed";
        /** @description `GET /v1/directory`: somebody who could act on the caller's lines. */
        DirectoryEntry: components["schemas"]["Delegate"] & {
            /** @description Why they cannot be asked now, in a sentence for people; absent where they can. */
            hindrance?: string | null;
        };
        /** @description `GET /v1/discovery`: what a client learns before anybody signs in. */
        Discovery: {
            /** @description Name of the organisation. */
            account: string;
            /** @description Where the system browser is sent (RFC 6749 section 3.1). */
            authorization_endpoint: string;
            /** @description Always `roamline`; lets a client tell a typing error from a server. */
            product: string;
            /** @description Where a refresh token is given back (RFC 7009). */
            revocation_endpoint: string;
            /** @description Where codes and refresh tokens are exchanged (RFC 6749 section 3.2). */
            token_endpoint: string;
            /** @description Version of the server. */
            version: string;
        };
        /** @description Where an emergency call would be sent to now, and what it would fall back to. */
        Dispatch: {
            location?: components["schemas"]["DispatchableLocation"] | null;
            next?: components["schemas"]["DispatchableLocation"] | null;
            /** @description Every rung above the one in force, the best first, with why it was skipped. */
            skipped: components["schemas"]["Skipped"][];
        };
        /** @description An address that stands on one rung. */
        DispatchableLocation: {
            /** @description The address. */
            address: components["schemas"]["CivicAddress"];
            /**
             * Format: date-time
             * @description When the server heard what the owner said, whatever the clock of their device says; absent for what nobody has said.
             */
            heard_at?: string | null;
            /** @description What people call the place. */
            label: string;
            place?: components["schemas"]["Place"] | null;
            rank?: components["schemas"]["Rank"] | null;
            /** @description Which rung. */
            rung: components["schemas"]["Rung"];
            /**
             * Format: date-time
             * @description When the owner said that this is the place, or since when the rule stands that does; absent for what is not about the
             *     present network.
             */
            since?: string | null;
        };
        /** @description An emergency call, or a test of one. */
        EmergencyCall: {
            acknowledged?: components["schemas"]["Acknowledged"] | null;
            /**
             * Format: date-time
             * @description When it was dialled.
             */
            at: string;
            /** @description The number at which they are called back; empty where there is none. */
            callback: string;
            callback_source?: components["schemas"]["CallbackSource"] | null;
            /** @description Who called; empty where nobody knows. */
            caller: string;
            /** @description What was dialled. */
            dialled: string;
            /** @description The address that went with the call, and the rungs above it that had none. */
            dispatch: components["schemas"]["Dispatch"];
            /** @description The PIDF-LO document (RFC 4119) in which it went; none where there was no address. */
            document?: string | null;
            /** @description Which one. */
            id: components["schemas"]["EmergencyCallId"];
            /** @description Whoever is shown this was alerted, and is to acknowledge it. */
            is_alert: boolean;
            /** @description A test: nobody was called. */
            is_test: boolean;
            /** @description The lines of that address, as they stand on an envelope. */
            lines: string[];
            /** @description How far it is. */
            progress: components["schemas"]["Progress"];
            /** @description How it is known which telephone it came from. */
            proof?: components["schemas"]["CallerProof"];
            site?: components["schemas"]["SiteId"] | null;
            /** @description Its name. */
            site_name?: string | null;
        };
        /**
         * Format: uuid
         * @description An emergency call, or a test of one.
         */
        EmergencyCallId: string;
        /**
         * @description How the place goes along with an emergency call.
         * @enum {string}
         */
        EmergencyLocation: "value" | "reference" | "none";
        /**
         * @description What people dial in an emergency. No number here ever needs a prefix: in the United States that would be against the law (47 CFR
         *     9.16), and elsewhere somebody would not know of it.
         */
        EmergencyNumbers: {
            /** @description Numbers that call the emergency services. [`EmergencyNumbers::ALWAYS`] do without being listed. */
            numbers: string[];
            /** @description What people are used to dial for an outside line. All of the above hold with it in front as well. */
            prefix?: string | null;
            /** @description Whether telephones that nobody knows may make emergency calls. They are bounded per address, and carry no address. */
            strangers?: boolean;
            /** @description The number that tests what an emergency call would say; nobody is called. */
            test: string;
        };
        /**
         * @description What an emergency call asks a trunk for.
         * @enum {string}
         */
        EmergencyRequest: "dialled" | "service";
        /** @description How emergency calls leave by a trunk. */
        EmergencyTrunk: {
            /** @description What is asked for. */
            asks_for?: components["schemas"]["EmergencyRequest"];
            /** @description How the place goes along. */
            location?: components["schemas"]["EmergencyLocation"];
            /**
             * @description What is dialled for the emergency services there, 2 to 6 digits; absent: what is right where the caller is.
             * @example 112
             */
            number?: string | null;
            /** @description It leads to people who ask where the caller is: it is tried first where nobody has confirmed the place, else last. */
            screening?: boolean;
        };
        /**
         * @description Whether emergency calls have a way out of their own.
         * @enum {string}
         */
        EmergencyTrunks: "usable" | "out_of_order" | "none";
        /** @description What comes of being on a network. */
        Encounter: {
            /**
             * Format: date-time
             * @description When, by the clock of the device that it was said on.
             */
            at: string;
            /** @enum {string} */
            encounter: "settled";
            /**
             * Format: date-time
             * @description When the server heard it; absent in what was stored before that was kept.
             */
            heard_at?: string | null;
            /** @description Where. */
            place: components["schemas"]["Place"];
            /** @description In which report. */
            report: components["schemas"]["ReportId"];
        } | {
            /** @enum {string} */
            encounter: "confirm";
            lapse?: components["schemas"]["Lapse"] | null;
            /** @description What the wiremap gives. */
            match: components["schemas"]["RuleMatch"];
        } | {
            /** @description At least two. */
            candidates: components["schemas"]["RuleMatch"][];
            /** @enum {string} */
            encounter: "choose";
            lapse?: components["schemas"]["Lapse"] | null;
        } | {
            /** @enum {string} */
            encounter: "add";
            lapse?: components["schemas"]["Lapse"] | null;
            /** @description The owner marked this network as one that they carry, so recent addresses come first. */
            portable: boolean;
        };
        /** @description Something that the caller's view consists of. */
        Entity: {
            /** @enum {string} */
            kind: "me";
            /** @description The caller. */
            value: components["schemas"]["Me"];
        } | {
            /** @enum {string} */
            kind: "device";
            /** @description A device of the caller. */
            value: components["schemas"]["Device"];
        } | {
            /** @enum {string} */
            kind: "known_network";
            /** @description What the caller said about a network. */
            value: components["schemas"]["KnownNetwork"];
        } | {
            /** @enum {string} */
            kind: "personal_location";
            /** @description A personal location of the caller. */
            value: components["schemas"]["PersonalLocation"];
        } | {
            /** @enum {string} */
            kind: "proposal";
            /** @description A proposal of the caller. */
            value: components["schemas"]["Proposal"];
        } | {
            /** @enum {string} */
            kind: "queue";
            /** @description The queue that the caller decides on; for administrators only. */
            value: components["schemas"]["Queue"];
        } | {
            /** @enum {string} */
            kind: "delegation";
            /** @description A delegation of the caller, on either side. */
            value: components["schemas"]["Delegation"];
        } | {
            /** @enum {string} */
            kind: "shared_lines";
            /** @description Shared lines changed; for administrators only. */
            value: components["schemas"]["SharedLinesChanged"];
        } | {
            /** @enum {string} */
            kind: "desk_phone";
            /** @description A desk phone of the caller. */
            value: components["schemas"]["DeskPhone"];
        } | {
            /** @enum {string} */
            kind: "line";
            /** @description A shared line that the caller is entitled to. */
            value: components["schemas"]["Line"];
        } | {
            /** @enum {string} */
            kind: "emergency_call";
            /** @description An emergency call of the caller's own, or one that the caller was alerted of: the newest twenty. */
            value: components["schemas"]["EmergencyCall"];
        };
        /** @description Names an entity within the caller's view. */
        EntityKey: {
            /** @enum {string} */
            kind: "me";
        } | {
            /**
             * Format: uuid
             * @description By device.
             */
            id: string;
            /** @enum {string} */
            kind: "device";
        } | {
            /**
             * Format: uuid
             * @description By report.
             */
            id: string;
            /** @enum {string} */
            kind: "known_network";
        } | {
            /**
             * Format: uuid
             * @description By personal location.
             */
            id: string;
            /** @enum {string} */
            kind: "personal_location";
        } | {
            /**
             * Format: uuid
             * @description By proposal.
             */
            id: string;
            /** @enum {string} */
            kind: "proposal";
        } | {
            /** @enum {string} */
            kind: "queue";
        } | {
            /**
             * Format: uuid
             * @description By delegation.
             */
            id: string;
            /** @enum {string} */
            kind: "delegation";
        } | {
            /** @enum {string} */
            kind: "shared_lines";
        } | {
            /**
             * Format: uuid
             * @description By desk phone.
             */
            id: string;
            /** @enum {string} */
            kind: "desk_phone";
        } | {
            /**
             * Format: uuid
             * @description By line.
             */
            id: string;
            /** @enum {string} */
            kind: "line";
        } | {
            /**
             * Format: uuid
             * @description By emergency call.
             */
            id: string;
            /** @enum {string} */
            kind: "emergency_call";
        };
        /** @description The body of every answer that is no success. */
        ErrorBody: {
            /** @description What went wrong, for programs. */
            code: components["schemas"]["ErrorCode"];
            /** @description Path of the field concerned, such as `address.pc`. */
            field?: string | null;
            /** @description What went wrong and how to mend it, for people. One sentence. */
            message: string;
            /** @description Further problems of the same request, each with its field. */
            more?: components["schemas"]["FieldError"][];
            refusal?: components["schemas"]["LineRefusal"] | null;
        };
        /**
         * @description Stable names of what can go wrong. A client acts on these, never on the message.
         * @enum {string}
         */
        ErrorCode: "malformed" | "invalid" | "unauthenticated" | "wrong_credentials" | "forbidden" | "forbidden_by_policy" | "not_found" | "conflict" | "outdated" | "other_site" | "in_use" | "needs_confirmation" | "not_pending" | "not_open" | "limit_reached" | "locked" | "hindered" | "no_callback_number" | "needs_tls" | "appearance_taken" | "line_refused" | "too_large" | "too_many_requests" | "resync" | "unavailable" | "internal";
        /** @description `GET /v1/events`: the `data` of one server-sent event; its `id` is the sequence. */
        Event: components["schemas"]["Change"] & {
            /**
             * Format: int64
             * @description Growing number of the event. Not every number reaches every caller.
             */
            seq: number;
        };
        /** @description Everything that is known about where a device is: what the device measured and what the server saw. */
        Evidence: {
            /** @description What the device measured. */
            network: components["schemas"]["AccessNetwork"];
            public_ip?: components["schemas"]["PublicIp"] | null;
        };
        /** @description Everything that the server keeps about where the caller's devices are and were. */
        Export: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            made_at: string;
            /** @description Every observation: device, stay, network key, evidence and time. */
            observations: Record<string, never>[];
            /** @description Every report. */
            reports: components["schemas"]["ReportView"][];
            /** @description The caller's whole view, as in the snapshot. */
            view: components["schemas"]["Entity"][];
        };
        /** @description One field that is wrong. */
        FieldError: {
            /** @description Path of the field, such as `address.pc`. */
            field: string;
            /** @description What is wrong with it, for people: a sentence. */
            message: string;
        };
        /** @description The first password of a user. */
        FirstPassword: {
            /** @description Whose. */
            email: string;
            /** @description The password. */
            password: string;
        };
        /** @description Where calls of a line are sent on to. What is not set for one reason goes by [`Forwarding::then`]. */
        Forwarding: {
            /**
             * Format: int32
             * @description How long a call rings, in seconds.
             */
            after_seconds: number;
            always?: components["schemas"]["Number"] | null;
            busy?: components["schemas"]["Number"] | null;
            /** @description Nobody is rung: callers hear that the line is busy, or go where those go who find it busy. */
            do_not_disturb?: boolean;
            /** @description Where it goes then; at once where there is nobody to ring, or all have declined. */
            then: components["schemas"]["Then"];
            unreachable?: components["schemas"]["Number"] | null;
        };
        /** @description Where calls of a line are sent on to. Its `version` is what a change names in `If-Match`. */
        ForwardingSettings: {
            /** @description They are the line's own; else they are what its delegator has set for all their calls. */
            own: boolean;
            /** @description The settings that hold. */
            settings: components["schemas"]["Forwarding"];
            /**
             * Format: int32
             * @description Counts changes of the line's own settings.
             */
            version: number;
        };
        /** @description A location in a list of what is lacking. */
        GapLocation: {
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
            /** @description Names from the site down to it. */
            path: string[];
        };
        /** @description The router that carries the physical default route. */
        Gateway: {
            /**
             * @description Its address. On an IPv6-only network the router's link-local address.
             * @example 192.168.1.1
             */
            ip: string;
            /**
             * @description Its link-layer address; absent while it is not resolved.
             * @example 00:1b:21:3c:4d:5e
             */
            mac?: string | null;
            /**
             * @description The IPv4 subnet that holds it, from the device's own address and prefix length; absent on IPv6-only networks.
             * @example 192.168.1.0/24
             */
            subnet?: string | null;
        };
        /** @description Somebody who supervises. */
        GroupMember: {
            /** @description Their name. */
            name: string;
            /** @description Who. */
            user: components["schemas"]["UserId"];
        };
        /**
         * @description What keeps a side from taking part.
         * @enum {string}
         */
        Hindrance: "policy_off" | "unlicensed" | "inactive";
        /** @description One call of a line, once it is over. */
        HistoryEntry: components["schemas"]["CallOutcome"] & {
            /**
             * Format: date-time
             * @description When the two sides were connected.
             */
            answered?: string | null;
            /**
             * Format: date-time
             * @description When it began to ring, or was placed.
             */
            began: string;
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description Which way it went. */
            direction: components["schemas"]["Direction"];
            encryption?: components["schemas"]["MediaEncryption"] | null;
            /**
             * Format: date-time
             * @description When it was over, or left the line.
             */
            ended: string;
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /** @description It was locked at its end: only those who took part see with whom it was. */
            locked: boolean;
            /** @description With whom. */
            other: components["schemas"]["OtherParty"];
            /** @description Who did what, in order: the one who placed it on behalf is the first. */
            steps: components["schemas"]["HistoryStep"][];
            /** @description The number was kept from who was called. */
            withheld?: boolean;
        };
        /** @description A page of a line's call history, newest first. What a lock hides is left out. */
        HistoryPage: {
            /**
             * Format: date-time
             * @description Name this in `before` to read on; absent at the end.
             */
            before?: string | null;
            /** @description The calls. */
            items: components["schemas"]["HistoryEntry"][];
            /** @description Names of everybody that they mention. */
            people: components["schemas"]["Person"][];
        };
        /** @description Who did what, and when. */
        HistoryStep: components["schemas"]["Did"] & {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who. */
            by: components["schemas"]["DelegateId"];
        };
        /** @description Some hours that begin on some days. */
        Hours: {
            /** @description The days on which they begin. */
            days: components["schemas"]["Day"][];
            /**
             * @description First moment, on the wall clock, such as `09:00:00`.
             * @example 09:00:00
             */
            from: string;
            /**
             * @description The moment after the last one. Not later than `from` means on the next day: a night, or 24 hours.
             * @example 09:00:00
             */
            to: string;
        };
        /** @description Which company location the wiremap gives for some evidence. */
        Identification: {
            /** @description The rule that decided. */
            match: components["schemas"]["RuleMatch"];
            /** @enum {string} */
            outcome: "matched";
        } | {
            /** @description One match for each location, at least two. */
            candidates: components["schemas"]["RuleMatch"][];
            /** @enum {string} */
            outcome: "candidates";
        } | {
            /** @enum {string} */
            outcome: "unknown";
        };
        /** @description Answer to [`IdentifyRequest`]. */
        IdentifyAnswer: {
            /** @description The calling device with its new location: network key, public IP, encounter, dispatch. */
            device: components["schemas"]["Device"];
            /** @description What the wiremap gives. */
            identification: components["schemas"]["Identification"];
        };
        /** @description `POST /v1/identify`: the calling device is on this network; which location is that? */
        IdentifyRequest: {
            /** @description What the device measured. */
            network: components["schemas"]["AccessNetwork"];
            permission?: components["schemas"]["LocationPermission"] | null;
            /** @description The device's present stay. */
            stay: components["schemas"]["StayId"];
        };
        /**
         * @description What comes of a row.
         * @enum {string}
         */
        ImportEffect: "create" | "change" | "none" | "bad";
        /** @description What an import comes to. */
        ImportOutcome: {
            /** @description It was written. False for a preview, and where any row is bad. */
            applied: boolean;
            /** @description First passwords of the users that were made, shown this once. */
            passwords: components["schemas"]["FirstPassword"][];
            /** @description Each row. */
            rows: components["schemas"]["ImportRow"][];
        };
        /** @description One row of the file. */
        ImportRow: {
            /** @description What comes of it. */
            effect: components["schemas"]["ImportEffect"];
            /** @description The e-mail address in it. */
            email: string;
            /**
             * Format: int64
             * @description Its line in the file, from 1.
             */
            line: number;
            /** @description The name in it. */
            name: string;
            /** @description What is wrong with it; `field` is the column. */
            problems: components["schemas"]["FieldError"][];
        };
        /**
         * @description `POST /v1/delegations`: the caller asks somebody to act on their lines. The same identifier twice is the same
         *     invitation.
         */
        Invitation: {
            /** @description Who is asked. */
            delegate: components["schemas"]["DelegateId"];
            /** @description Its identity, made by the client. */
            id: components["schemas"]["DelegationId"];
            /** @description What is granted. */
            terms?: components["schemas"]["Terms"];
        };
        /** @description Work that goes on. */
        Job: {
            /**
             * Format: int64
             * @description So many are done.
             */
            done: number;
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /**
             * Format: int64
             * @description Of so many; none before they were counted.
             */
            total?: number | null;
            /** @description What is being done. */
            work: components["schemas"]["JobKind"];
        };
        /** @description What is being done. */
        JobKind: {
            /** @enum {string} */
            kind: "delegations";
            site?: components["schemas"]["SiteId"] | null;
        } | {
            /** @enum {string} */
            kind: "delegation_names";
            /** @description Which site. */
            site: components["schemas"]["SiteId"];
        } | {
            /** @enum {string} */
            kind: "people";
            site?: components["schemas"]["SiteId"] | null;
        } | {
            /** @enum {string} */
            kind: "locations";
        } | {
            /** @enum {string} */
            kind: "notices";
        };
        /** @description A line that may stand on a key. */
        KeyLine: {
            /** @description Whose it is. */
            delegator: components["schemas"]["UserId"];
            /** @description Their name. */
            delegator_name: string;
            /** @description The line. */
            line: components["schemas"]["LineId"];
            /** @description Its number; E.164. */
            number: components["schemas"]["Number"];
            /** @description The number as people write it. */
            shown: string;
        };
        /** @description What the caller has said about one network: the newest report for each suggestion that was answered. */
        KnownNetwork: {
            /** @description Which network. */
            network_key: components["schemas"]["NetworkKey"];
            /** @description Where that is. */
            place: components["schemas"]["NamedPlace"];
            /** @description The report, as the rules need it. */
            report: components["schemas"]["OwnReport"];
        };
        /**
         * @description What an emergency call from a device would go out without.
         * @enum {string}
         */
        Lacking: "address" | "callback_number";
        /**
         * @description Why what the owner said of a network before does not settle where it is.
         * @enum {string}
         */
        Lapse: "newer_rule" | "rule_gone" | "asked_again" | "carried";
        /** @description A shared line that the caller is entitled to, with the calls on it. */
        Line: {
            /** @description The calls on it, by number. */
            calls: components["schemas"]["LineCall"][];
            /** @description Whose it is. */
            delegator: components["schemas"]["UserId"];
            /** @description Their name. */
            delegator_name: string;
            forwarding?: components["schemas"]["ForwardingSettings"] | null;
            /** @description Which line. */
            id: components["schemas"]["LineId"];
            /** @description Those on the line who are not to be disturbed: its calls do not ring with them. */
            not_disturbed: components["schemas"]["DelegateId"][];
            /** @description Its number; E.164. */
            number: components["schemas"]["Number"];
            /** @description Names of everybody that the calls and their offers mention. */
            people: components["schemas"]["Person"][];
            place_refused?: components["schemas"]["LineRefusal"] | null;
            /** @description The number as people write it. */
            shown: string;
            /** @description The caller's delegation is suspended, so that they see only the calls that they are on. */
            suspended: boolean;
            /** @description The telephone system can be reached. */
            switch_there: boolean;
        };
        /**
         * @description The kinds of [`CallAction`], as they are offered.
         * @enum {string}
         */
        LineAction: "answer" | "decline" | "hold" | "retrieve" | "lock" | "unlock" | "transfer" | "consult" | "complete_transfer" | "abort_transfer" | "hang_up";
        /** @description A call on a line with what the caller may do about it. */
        LineCall: components["schemas"]["AppearanceView"] & {
            /** @description Every action, each with the reason where it is not to be had now. */
            offers: components["schemas"]["Offer"][];
        };
        /**
         * Format: uuid
         * @description A shared line: one direct number of a delegator.
         */
        LineId: string;
        /** @description Why something is refused. Nothing changes then. */
        LineRefusal: {
            /** @description Who has it. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            reason: "appearance_taken";
            /** @description What became of the call. */
            state: components["schemas"]["Phase"];
        } | {
            by?: components["schemas"]["DelegateId"] | null;
            /** @enum {string} */
            reason: "outdated";
            /** @description What became of it. */
            state: components["schemas"]["Phase"];
        } | {
            /** @enum {string} */
            reason: "over";
        } | {
            /** @enum {string} */
            reason: "not_entitled";
        } | {
            /** @enum {string} */
            reason: "suspended";
        } | {
            /** @description What it takes. */
            privilege: components["schemas"]["Privilege"];
            /** @enum {string} */
            reason: "needs_privilege";
        } | {
            /** @enum {string} */
            reason: "outside_schedule";
        } | {
            /** @description By whom. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            reason: "locked";
        } | {
            by?: components["schemas"]["DelegateId"] | null;
            /** @enum {string} */
            reason: "not_on_call";
        } | {
            /** @enum {string} */
            reason: "own_call";
        } | {
            /** @enum {string} */
            reason: "not_ringing";
        } | {
            /** @enum {string} */
            reason: "not_ringing_with_you";
        } | {
            /** @enum {string} */
            reason: "not_active";
        } | {
            /** @enum {string} */
            reason: "not_held";
        } | {
            /** @enum {string} */
            reason: "already_locked";
        } | {
            /** @enum {string} */
            reason: "not_locked";
        } | {
            /** @enum {string} */
            reason: "underway";
        } | {
            /** @enum {string} */
            reason: "nothing_underway";
        } | {
            /** @enum {string} */
            reason: "not_answered_yet";
        } | {
            /** @enum {string} */
            reason: "retrieve_first";
        } | {
            /** @enum {string} */
            reason: "no_phone";
        } | {
            /** @enum {string} */
            reason: "not_your_phone";
        } | {
            /** @enum {string} */
            reason: "line_full";
        } | {
            /** @enum {string} */
            reason: "call_exists";
        } | {
            /** @enum {string} */
            reason: "switch_gone";
        };
        /** @description A line as administrators set it up. */
        LineSettings: {
            /** @description Where calls are sent on to. */
            forwarding: components["schemas"]["ForwardingSettings"];
            /** @description Which line. */
            id: components["schemas"]["LineId"];
            /** @description Its number; E.164. */
            number: components["schemas"]["Number"];
            /** @description The number as people write it. */
            shown: string;
        };
        /** @description A program that may ask where devices are: that of an emergency carrier, say. */
        LocationClient: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Which one. */
            id: components["schemas"]["LocationClientId"];
            /**
             * Format: date-time
             * @description When it last asked; absent until it has.
             */
            last_used_at?: string | null;
            /** @description What people call it, 1 to 120 characters. */
            name: string;
            /**
             * @description The private networks that it may ask about by IP address. By public addresses, telephone numbers and hardware addresses
             *     it may ask about every device of the organisation.
             * @example [
             *       "10.4.0.0/16"
             *     ]
             */
            networks: string[];
            /**
             * Format: int32
             * @description Counts changes, for edits that must not overwrite each other.
             */
            version: number;
        };
        /** @description A client as it is told once, when it is made. */
        LocationClientCredentials: {
            /** @description The client. */
            client: components["schemas"]["LocationClient"];
            /** @description Its bearer token, which is never told again. */
            token: string;
            /** @description Where it asks. */
            url: string;
        };
        /** @description `PUT /v1/location-clients/{id}`. */
        LocationClientEdit: {
            /** @description What people are to call it, 1 to 120 characters; no other has it. */
            name: string;
            /**
             * @description The private networks that it may ask about by IP address, at most 64.
             * @example [
             *       "10.4.0.0/16"
             *     ]
             */
            networks: string[];
        };
        /**
         * Format: uuid
         * @description A location client: a program that may ask where devices are.
         */
        LocationClientId: string;
        /** @description `PUT /v1/locations/{id}`, with the version that was read in `If-Match`. */
        LocationEdit: {
            /** @description Where a responder is sent to. */
            address: components["schemas"]["CivicAddress"];
            /** @description Callback number, E.164. */
            elin?: string | null;
            /** @description What people call it. */
            name: string;
            parent?: components["schemas"]["LocationId"] | null;
            /** @description A public IP by itself is enough to match here. */
            public_ip_is_enough?: boolean;
        };
        /**
         * Format: uuid
         * @description A company location (building, floor or zone; a site has its own root one).
         */
        LocationId: string;
        /**
         * @description Levels of the tree, the highest first. A location hangs below one of a higher level; levels may be skipped.
         * @enum {string}
         */
        LocationKind: "site" | "building" | "floor" | "zone";
        /**
         * @description What the operating system of a computer says to reading what tells the place (docs/rules.md, Location permission).
         * @enum {string}
         */
        LocationPermission: "granted" | "denied" | "unavailable";
        /** @description A location report as the device sends it. Sending one twice is the same report. */
        LocationReport: {
            answered?: components["schemas"]["LocationId"] | null;
            /**
             * Format: date-time
             * @description When the user said it, by the device's clock.
             */
            at: string;
            /** @description The locations between which the wiremap had left the choice when the user said it. */
            candidates?: components["schemas"]["LocationId"][];
            /** @description What the user said. */
            choice: components["schemas"]["Choice"];
            /** @description Its identity, made by the device. */
            id: components["schemas"]["ReportId"];
            /** @description The network that it is about. */
            network: components["schemas"]["AccessNetwork"];
            /** @description The network travels with the user (a phone's hotspot): it has no address of its own, each stay is asked for. */
            portable?: boolean;
            /** @description During which stay it was made. */
            stay: components["schemas"]["StayId"];
        };
        /** @description A company location with what its place in the tree adds. */
        LocationView: components["schemas"]["CompanyLocation"] & {
            /** @description What an emergency call from there carries: the address, with building, floor and room from the tree where it lacks them. */
            emergency_address: components["schemas"]["CivicAddress"];
            /** @description That in the lines of its country. */
            lines: string[];
            /** @description Names from the site down to this one. */
            path: string[];
            /**
             * Format: int32
             * @description How many wiremap rules are bound to it.
             */
            rule_count: number;
        };
        /** @description `PUT /v1/shared-lines/{user}/lock`. */
        LockEdit: {
            /** @description The user sees their delegation settings, but cannot change them. */
            locked: boolean;
        };
        /** @description The caller, as `GET /v1/me` and the snapshot tell. */
        Me: {
            /** @description Name of the organisation. */
            account: string;
            /**
             * Format: date-time
             * @description Reports up to here are set aside: an administrator asked again.
             */
            ask_again_since?: string | null;
            /** @description What the user has set for all their calls. */
            call_settings: components["schemas"]["UserCallSettings"];
            default_address?: components["schemas"]["PersonalLocationId"] | null;
            /** @description An administrator has locked the user's delegation settings. */
            delegation_locked?: boolean;
            /** @description E-mail address. */
            email: string;
            /** @description The user's extension. */
            extension?: string | null;
            /** @description Who. */
            id: components["schemas"]["UserId"];
            /** @description Has a phone licence and calling plan. */
            licensed: boolean;
            /** @description Name for people. */
            name: string;
            /** @description The user's direct numbers, which are their shared lines; E.164. */
            numbers?: string[];
            /** @description What holds for this user. */
            policy: components["schemas"]["Policy"];
            /** @description What the user is besides a user. */
            roles: components["schemas"]["Roles"];
            /** @description The user's site. */
            site: components["schemas"]["SiteId"];
            /** @description Address of the site, the last fallback of an emergency call. */
            site_address: components["schemas"]["CivicAddress"];
            /** @description Its name. */
            site_name: string;
        };
        /**
         * @description Whether the sound of a call was encrypted (SRTP) on its way to each side, as far as signalling said, last. Nothing where it said
         *     nothing.
         */
        MediaEncryption: {
            /** @description To the other party, or the carrier that leads there. */
            other?: boolean | null;
            /** @description To the telephone on which somebody here had the call. */
            own?: boolean | null;
        };
        /**
         * @description The kind of link that carries the default route.
         * @enum {string}
         */
        Medium: "wired" | "wifi" | "virtual";
        /** @description Authorization server metadata (RFC 8414). */
        Metadata: {
            authorization_endpoint: string;
            code_challenge_methods_supported: string[];
            grant_types_supported: string[];
            issuer: string;
            response_types_supported: string[];
            revocation_endpoint: string;
            revocation_endpoint_auth_methods_supported: string[];
            token_endpoint: string;
            token_endpoint_auth_methods_supported: string[];
        };
        /** @description A monitoring group. */
        MonitoringGroup: {
            /** @description Which one. */
            id: components["schemas"]["MonitoringGroupId"];
            /** @description Who supervises. */
            members: components["schemas"]["GroupMember"][];
            /** @description What people call it. */
            name: string;
            /** @description What supervising allows. */
            settings: components["schemas"]["MonitoringSettings"];
            /**
             * Format: int32
             * @description How many users' lines it supervises.
             */
            supervises: number;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `PUT /v1/monitoring-groups/{id}`, with the version that was read in `If-Match`. */
        MonitoringGroupEdit: {
            /** @description Who supervises. */
            members: components["schemas"]["UserId"][];
            /** @description What people call it; unique in the account. */
            name: string;
            /** @description What supervising allows. */
            settings: components["schemas"]["MonitoringSettings"];
        };
        /**
         * Format: uuid
         * @description A monitoring group: who supervises lines together.
         */
        MonitoringGroupId: string;
        /** @description What the members of a group may do on a call of those whom they supervise. */
        MonitoringSettings: {
            /** @description The supervised person hears a tone when somebody joins. */
            announce: boolean;
            /** @description Speak to both sides. */
            barge: boolean;
            /** @description Hear both sides, heard by neither. */
            listen: boolean;
            /** @description Take the call over. */
            take_over: boolean;
            /** @description Speak to the supervised person alone. */
            whisper: boolean;
        };
        /** @description A place with its name and address. */
        NamedPlace: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description What people call it, such as `Leeds office, 4th floor`. */
            label: string;
            /** @description The address in the lines of its country. */
            lines: string[];
            /** @description Which place. */
            place: components["schemas"]["Place"];
        };
        /**
         * @description The stable identity of an access network, as canonical text.
         *
         *     Made of the physical default gateway's MAC and IP address with the IPv4 subnet (on an IPv6-only network the
         *     router's link-layer address alone), followed by the switch chassis and port where the wire speaks LLDP. A gateway
         *     MAC that is not unique or not lasting takes the SSID, else the DNS suffix, else the public IP with it. Chassis and port
         *     stand in it in their canonical spelling, also where it comes from a store or from a device of an older version.
         *     Everything else under the same key is evidence that may change without making another network.
         * @example gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24
         */
        NetworkKey: string;
        /** @description `POST /v1/desk-phones`. The same identifier twice is the same phone, with a new password. */
        NewDeskPhone: {
            /** @description Its identity, made by the client. */
            id: components["schemas"]["DeviceId"];
            /** @description What to call it. */
            name: string;
            owner?: components["schemas"]["DelegateId"] | null;
        };
        /** @description `POST /v1/locations`. */
        NewLocation: {
            /** @description Where a responder is sent to. */
            address: components["schemas"]["CivicAddress"];
            /** @description Callback number, E.164. */
            elin?: string | null;
            /** @description Its level. */
            kind: components["schemas"]["LocationKind"];
            /** @description What people call it. */
            name: string;
            /** @description The location above it. */
            parent: components["schemas"]["LocationId"];
            /** @description A public IP by itself is enough to match here. */
            public_ip_is_enough?: boolean;
        };
        /** @description `POST /v1/location-clients`. */
        NewLocationClient: {
            /** @description What people are to call it, 1 to 120 characters; no other has it. */
            name: string;
            /**
             * @description The private networks that it may ask about by IP address, at most 64; none where absent.
             * @example [
             *       "10.4.0.0/16"
             *     ]
             */
            networks?: string[];
        };
        /** @description `POST /v1/monitoring-groups`. */
        NewMonitoringGroup: {
            /** @description Who supervises. */
            members: components["schemas"]["UserId"][];
            /** @description What people call it; unique in the account. */
            name: string;
            /** @description What supervising allows. */
            settings: components["schemas"]["MonitoringSettings"];
        };
        /** @description `POST /v1/numbers`. */
        NewNumber: {
            /** @description The number as it is typed or pasted, with its country code. */
            number: string;
        };
        /** @description `POST /v1/personal-locations`. */
        NewPersonalLocation: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description Its identifier, made by the client, so that sending it twice makes one. */
            id: components["schemas"]["PersonalLocationId"];
            /** @description What to call it. */
            name: string;
        };
        /** @description `POST /v1/phones`. */
        NewPhone: {
            /** @description Its extension: 2 to 8 digits, unique in the account. */
            extension?: string | null;
            /**
             * @description Its hardware address, unique in the account.
             * @example 00:1b:21:a7:00:01
             */
            mac: string;
            /** @description What people call it. */
            name: string;
            /** @description Its site. */
            site: components["schemas"]["SiteId"];
        };
        /** @description `POST /v1/locations/{id}/rules`. */
        NewRule: {
            /** @description What to look for. */
            evidence: components["schemas"]["RuleEvidence"];
        };
        /** @description `POST /v1/sites`. */
        NewSite: {
            /** @description Its default address. */
            address: components["schemas"]["CivicAddress"];
            /** @description Its fallback callback number, with the country code. Nomadic services are switched on only where there is one. */
            callback_number?: string | null;
            /** @description What people call it. */
            name: string;
        };
        /** @description `POST /v1/trunks`. */
        NewTrunk: {
            /** @description The password that goes with its user. */
            secret?: string | null;
            /** @description How it is to be set up. */
            settings: components["schemas"]["TrunkSettings"];
            /** @description The key (PEM) of our certificate. */
            tls_key?: string | null;
        };
        /** @description `POST /v1/users`. */
        NewUser: {
            /** @description E-mail address. */
            email: string;
            /** @description The user's extension: 2 to 8 digits, unique in the account. */
            extension?: string | null;
            /** @description Has a phone licence and calling plan. */
            licensed?: boolean;
            /** @description Name for people. */
            name: string;
            /** @description First password, at least 12 characters. */
            password: string;
            /** @description What the user is besides a user. */
            roles?: components["schemas"]["Roles"];
            /** @description The user's site. */
            site: components["schemas"]["SiteId"];
        };
        /**
         * @description A number that a phone could dial: digits, `*` and `#`, a plus sign at most at the beginning; 32 characters at most.
         * @example +442079460018
         */
        Number: string;
        /** @description `PUT /v1/numbers/{number}`, with the version that was read in `If-Match`. */
        NumberEdit: {
            assignee?: components["schemas"]["DelegateId"] | null;
        };
        /** @description `PUT /v1/sites/{id}/numbering`, with the version of the site that was read in `If-Match`. */
        NumberingEdit: {
            numbering?: components["schemas"]["NumberingPlan"] | null;
        };
        /** @description How people dial at a site. */
        NumberingPlan: {
            /**
             * @description The area whose numbers are dialled without its code; absent where no number is.
             * @example 113
             */
            area_code?: string | null;
            /**
             * @description The country whose numbers are dialled without its code: two letters (ISO 3166). What stands in front of national
             *     and of international numbers there follows from it.
             * @example GB
             */
            country: string;
            /**
             * @description What is dialled first for an outside line; absent where nothing is. Numbers that are dialled without it are understood
             *     as well.
             * @example 9
             */
            outside_prefix?: string | null;
        };
        /** @description First and last number of a [`PortRange`]. */
        Numbers: {
            /**
             * Format: int32
             * @description The first.
             */
            from: number;
            /**
             * Format: int32
             * @description The last.
             */
            to: number;
        };
        /** @description An action, and whether somebody may take it now. */
        Offer: {
            /** @description Which action. */
            action: components["schemas"]["LineAction"];
            refused?: components["schemas"]["LineRefusal"] | null;
        };
        /** @description Who is at the other end. */
        OtherParty: {
            /** @description Their name, where the switch or a directory knows it. */
            name?: string | null;
            number?: components["schemas"]["Number"] | null;
        };
        /** @description Another link that is up and has a default route which traffic does not take. */
        OtherUplink: {
            /** @description Its router's link-layer address, where known. */
            gateway_mac?: string | null;
            /** @description Interface name. */
            interface: string;
            /** @description What kind of link it is. */
            medium: components["schemas"]["Medium"];
            wifi?: components["schemas"]["Wifi"] | null;
        };
        /**
         * @description What the device's owner said about this network before, on any device of theirs.
         *
         *     Only reports whose place still exists count: not one of a deleted personal location or of a rejected or withdrawn
         *     proposal. The place of an approved proposal is the company location that it became.
         */
        OwnReport: {
            answered?: components["schemas"]["LocationId"] | null;
            /**
             * Format: date-time
             * @description When the owner said it, by their device's clock: for people to read.
             */
            at: string;
            /** @description The locations between which the wiremap had left the choice then. */
            candidates?: components["schemas"]["LocationId"][];
            /**
             * Format: date-time
             * @description When the server heard it: of two reports the one heard later is the newer, whatever a device's clock said. The server
             *     never hears two things at the same time.
             */
            heard_at: string;
            /** @description Where the owner said that this is. */
            place: components["schemas"]["Place"];
            /** @description The network travels with the owner. */
            portable?: boolean;
            /** @description Which report. */
            report: components["schemas"]["ReportId"];
            /** @description During which stay. */
            stay: components["schemas"]["StayId"];
        };
        /** @description One page of a list. */
        Page_CommonAreaPhone: {
            /** @description What is on it. */
            items: {
                /** @description Its extension. */
                extension?: string | null;
                /** @description Which one. */
                id: components["schemas"]["PhoneId"];
                /**
                 * @description Its hardware address.
                 * @example 00:1b:21:a7:00:01
                 */
                mac: string;
                /** @description What people call it, such as `Reception`. */
                name: string;
                /** @description Its direct numbers; E.164. */
                numbers: string[];
                /** @description Its site. */
                site: components["schemas"]["SiteId"];
                /** @description The site's name. */
                site_name: string;
                /**
                 * Format: int32
                 * @description Counts changes.
                 */
                version: number;
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_DirectoryEntry: {
            /** @description What is on it. */
            items: (components["schemas"]["Delegate"] & {
                /** @description Why they cannot be asked now, in a sentence for people; absent where they can. */
                hindrance?: string | null;
            })[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_LocationView: {
            /** @description What is on it. */
            items: (components["schemas"]["CompanyLocation"] & {
                /** @description What an emergency call from there carries: the address, with building, floor and room from the tree where it lacks them. */
                emergency_address: components["schemas"]["CivicAddress"];
                /** @description That in the lines of its country. */
                lines: string[];
                /** @description Names from the site down to this one. */
                path: string[];
                /**
                 * Format: int32
                 * @description How many wiremap rules are bound to it.
                 */
                rule_count: number;
            })[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_OwnerReadiness: {
            /** @description What is on it. */
            items: {
                /** @description Their devices by name. */
                devices: components["schemas"]["DeviceReadiness"][];
                /** @description Name for people. */
                name: string;
                /** @description Who. */
                owner: components["schemas"]["DelegateId"];
                /** @description The worst of the devices that they use. */
                readiness: components["schemas"]["Readiness"];
                /** @description Their site. */
                site: components["schemas"]["SiteId"];
                /** @description Its name. */
                site_name: string;
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_PhoneNumber: {
            /** @description What is on it. */
            items: {
                assignee?: components["schemas"]["Assignee"] | null;
                /** @description The number; E.164, with its plus sign. */
                number: string;
                /** @description As people of its country write it to others. */
                shown: string;
                /**
                 * Format: int32
                 * @description Counts changes.
                 */
                version: number;
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_Proposal: {
            /** @description What is on it. */
            items: (components["schemas"]["ProposalState"] & {
                /** @description Name of the administrator who decided, if any. */
                decided_by_name?: string | null;
                /** @description Which one. */
                id: components["schemas"]["ProposalId"];
                /**
                 * Format: date-time
                 * @description When it reached the server.
                 */
                made_at: string;
                /** @description The place that it would be, with the address that its reporter's emergency calls carry meanwhile. */
                place: components["schemas"]["NamedPlace"];
                /** @description The report that made it. */
                report: components["schemas"]["ReportId"];
                /** @description Who made it. */
                reporter: components["schemas"]["UserId"];
                /** @description Their name. */
                reporter_name: string;
                /** @description What is asked for. */
                request: components["schemas"]["Request"];
                /** @description The site that it is about. */
                site: components["schemas"]["SiteId"];
                /**
                 * Format: int32
                 * @description Counts changes.
                 */
                version: number;
            })[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ReportView: {
            /** @description What is on it. */
            items: {
                /** @description From which device. */
                device: components["schemas"]["DeviceId"];
                /** @description Its name. */
                device_name: string;
                /** @description What was sent and what the server saw during the stay. */
                evidence: components["schemas"]["Evidence"];
                /** @description Which network it was about. */
                network_key: components["schemas"]["NetworkKey"];
                place?: components["schemas"]["NamedPlace"] | null;
                proposal?: components["schemas"]["ProposalState"] | null;
                /**
                 * Format: date-time
                 * @description When it reached the server.
                 */
                received_at: string;
                /** @description What was sent. */
                report: components["schemas"]["LocationReport"];
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_SharedLines: {
            /** @description What is on it. */
            items: {
                /** @description Who acts on their lines. */
                delegates: components["schemas"]["DelegationBrief"][];
                /** @description On whose lines they act. */
                delegators: components["schemas"]["DelegationBrief"][];
                /** @description Their extension. */
                extension?: string | null;
                /** @description Their delegation settings are locked. */
                locked: boolean;
                /** @description Name for people. */
                name: string;
                /** @description Direct numbers; E.164. */
                numbers: string[];
                /** @description Their site. */
                site: components["schemas"]["SiteId"];
                /** @description Its name. */
                site_name: string;
                /** @description Which user or common area phone. */
                who: components["schemas"]["DelegateId"];
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_User: {
            /** @description What is on it. */
            items: {
                /** @description May sign in. */
                active: boolean;
                /** @description E-mail address, by which the user signs in. */
                email: string;
                /** @description The user's extension. */
                extension?: string | null;
                /** @description Who. */
                id: components["schemas"]["UserId"];
                /** @description Has a phone licence and calling plan. */
                licensed: boolean;
                /** @description Name for people. */
                name: string;
                /** @description The user's direct numbers; E.164. */
                numbers?: string[];
                /** @description What the user is besides a user. */
                roles: components["schemas"]["Roles"];
                /** @description The user's site. */
                site: components["schemas"]["SiteId"];
                /**
                 * Format: int32
                 * @description Counts changes.
                 */
                version: number;
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /**
         * @description One of the two sides.
         * @enum {string}
         */
        Party: "delegator" | "delegate";
        /** @description Somebody by name. */
        Person: {
            /** @description Name for people. */
            name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description A place of the caller's own. */
        PersonalLocation: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description Which one. */
            id: components["schemas"]["PersonalLocationId"];
            /** @description The address in the lines of its country. */
            lines: string[];
            /** @description What its owner calls it. */
            name: string;
            /**
             * Format: int32
             * @description How many networks were reported for it.
             */
            networks: number;
            /**
             * Format: date-time
             * @description Last change.
             */
            updated_at: string;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `PUT /v1/personal-locations/{id}`, with the version that was read in `If-Match`. */
        PersonalLocationEdit: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description What to call it. */
            name: string;
        };
        /**
         * Format: uuid
         * @description A personal location.
         */
        PersonalLocationId: string;
        /**
         * @description The three states that people see.
         * @enum {string}
         */
        Phase: "alerting" | "active" | "held";
        /** @description `PUT /v1/phones/{id}`, with the version that was read in `If-Match`. */
        PhoneEdit: {
            /** @description Its extension: 2 to 8 digits, unique in the account. */
            extension?: string | null;
            /**
             * @description Its hardware address, unique in the account.
             * @example 00:1b:21:a7:00:01
             */
            mac: string;
            /** @description What people call it. */
            name: string;
            /** @description Its site. */
            site: components["schemas"]["SiteId"];
        };
        /**
         * Format: uuid
         * @description A common area phone.
         */
        PhoneId: string;
        /** @description A key that shows a line. */
        PhoneKey: {
            /**
             * @description What is written beside it, at most 40 characters; where it is empty, the delegator's name, with the number where
             *     they have several lines.
             */
            label: string;
            /** @description The line. */
            line: components["schemas"]["LineId"];
        };
        /** @description Keys of a desk phone that show lines. Its `version` is what a change names in `If-Match`. */
        PhoneKeys: {
            /**
             * @description They were laid out by hand; else they follow the lines that the owner may use: their own first, then those on
             *     which they are a delegate, by the delegator's name.
             */
            by_hand: boolean;
            /** @description From top to bottom. Lines that the phone's owner may not use now are left out. */
            keys: components["schemas"]["PhoneKey"][];
            /** @description Every line that may stand on a key, in that order. */
            lines: components["schemas"]["KeyLine"][];
            /**
             * Format: int32
             * @description Counts changes made by people.
             */
            version: number;
        };
        /** @description `PUT /v1/desk-phones/{id}/keys`, with the version that was read in `If-Match`. */
        PhoneKeysEdit: {
            /** @description From top to bottom, each line once; null, and they follow the lines that the owner may use. */
            keys?: components["schemas"]["PhoneKey"][] | null;
        };
        /**
         * @description Who made a telephone, as far as its settings are written differently.
         * @enum {string}
         */
        PhoneMaker: "yealink" | "poly" | "grandstream" | "other";
        /** @description A phone number of the account. */
        PhoneNumber: {
            assignee?: components["schemas"]["Assignee"] | null;
            /** @description The number; E.164, with its plus sign. */
            number: string;
            /** @description As people of its country write it to others. */
            shown: string;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description A place where phones register. */
        PhoneServer: {
            /** @description Host and port. */
            address: string;
            /** @description How. */
            transport: components["schemas"]["PhoneTransport"];
        };
        /**
         * @description How a phone's messages travel.
         * @enum {string}
         */
        PhoneTransport: "tls" | "tcp" | "udp";
        /** @description Where a report, or a device, is. */
        Place: {
            /** @enum {string} */
            at: "company";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            at: "personal";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @enum {string} */
            at: "proposed";
            /** @description Which proposal. */
            proposal: components["schemas"]["ProposalId"];
        };
        /**
         * @description `POST /v1/lines/{line}/calls`: the caller places a call with the line's number. The same identifier twice is the
         *     same call.
         */
        PlaceCall: {
            /** @description Its identity, made by the client. */
            call: components["schemas"]["CallId"];
            /** @description Which of the caller's phones rings and then talks. */
            phone: components["schemas"]["DeviceId"];
            /** @description Whom to call: a number or an extension as it is typed or pasted. */
            to: string;
        };
        /** @description What holds for a user, after the site's overrides. */
        Policy: {
            /** @description What an administrator assigns waits for the delegate's acceptance, as an invitation does. */
            admin_assignment_needs_acceptance: boolean;
            /** @description Bootstrap mode: users may make proposals of company data. */
            bootstrap: boolean;
            /**
             * Format: int32
             * @description A computer tells where a telephone beside it is for so many minutes after the server has last heard of the computer.
             */
            co_location_minutes: number;
            /** @description Lines may be delegated. Off suspends every delegation and ends none (docs/rules.md, Delegation). */
            delegation: boolean;
            /**
             * Format: int32
             * @description How many delegates a delegator may have, those with an open invitation included.
             */
            max_delegates: number;
            /**
             * Format: int32
             * @description How many delegators a delegate may have.
             */
            max_delegators: number;
            /** @description Nomadic emergency services are on: networks are watched and reported. */
            nomadic: boolean;
            /** @description Users may keep personal locations. */
            personal_locations: boolean;
            /**
             * Format: int32
             * @description Location reports and what was observed are deleted after this many days.
             */
            retention_days: number;
        };
        /** @description A site's deviations from the account's policy; what is absent is inherited. */
        PolicyOverride: {
            /**
             * @description See [`Policy::admin_assignment_needs_acceptance`].
             * @default null
             */
            admin_assignment_needs_acceptance?: boolean | null;
            /**
             * @description See [`Policy::bootstrap`].
             * @default null
             */
            bootstrap?: boolean | null;
            /**
             * Format: int32
             * @description See [`Policy::co_location_minutes`].
             * @default null
             */
            co_location_minutes?: number | null;
            /**
             * @description See [`Policy::delegation`].
             * @default null
             */
            delegation?: boolean | null;
            /**
             * Format: int32
             * @description See [`Policy::max_delegates`].
             * @default null
             */
            max_delegates?: number | null;
            /**
             * Format: int32
             * @description See [`Policy::max_delegators`].
             * @default null
             */
            max_delegators?: number | null;
            /**
             * @description See [`Policy::nomadic`].
             * @default null
             */
            nomadic?: boolean | null;
            /**
             * @description See [`Policy::personal_locations`].
             * @default null
             */
            personal_locations?: boolean | null;
            /**
             * Format: int32
             * @description See [`Policy::retention_days`].
             * @default null
             */
            retention_days?: number | null;
        };
        /**
         * @description `prefix` followed by any number from `from` to `to`; without numbers, exactly `prefix`.
         *
         *     `Gi1/0/` with 1 to 24 holds `Gi1/0/7`, and neither `Gi1/0/07` nor `Gi1/0/7.1`.
         */
        PortRange: {
            numbers?: components["schemas"]["Numbers"] | null;
            /** @description What all ports of the range begin with, or the whole port ID. */
            prefix: string;
        };
        /**
         * @description `POST /v1/devices/{id}/report`: the owner says away from the device where it is, as the portal does. The network and
         *     its evidence are those that the device itself last had identified. [`ReportAnswer`] comes back, with that device.
         */
        PortalReport: {
            answered?: components["schemas"]["LocationId"] | null;
            /** @description What the owner said. */
            choice: components["schemas"]["Choice"];
            /** @description Its identity, made by the caller. Sending one twice is the same report. */
            id: components["schemas"]["ReportId"];
            /** @description The network travels with the owner. */
            portable?: boolean;
            /** @description The stay that the owner had before their eyes. Not the device's present one by now: refused as `outdated`. */
            stay: components["schemas"]["StayId"];
        };
        /**
         * @description One of [`crate::delegation::Privileges`].
         * @enum {string}
         */
        Privilege: "place_calls" | "answer_calls" | "pick_up_held" | "lock_calls";
        /** @description What a delegate may do on the delegator's lines. */
        Privileges: {
            /** @description Answer calls to the delegator's number. */
            answer_calls: boolean;
            /** @description Lock calls, so that nobody else picks them up. */
            lock_calls: boolean;
            /** @description Pick up calls that somebody else on the line has put on hold. */
            pick_up_held: boolean;
            /** @description Place calls with the delegator's number. */
            place_calls: boolean;
        };
        /** @description How far an emergency call is. */
        Progress: {
            /** @enum {string} */
            state: "leaving";
        } | {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            /** @enum {string} */
            state: "answered";
        } | {
            /**
             * Format: date-time
             * @description When somebody answered; none where the caller hung up before.
             */
            answered_at?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            at: string;
            /** @enum {string} */
            state: "ended";
        } | {
            /**
             * Format: date-time
             * @description When somebody answered; none where nobody is known to have.
             */
            answered_at?: string | null;
            /**
             * Format: date-time
             * @description When that was noticed.
             */
            at: string;
            /**
             * Format: date-time
             * @description The last time at which it is known to have gone on.
             */
            last_known_at: string;
            /** @enum {string} */
            state: "lost";
        } | {
            /**
             * Format: date-time
             * @description When that was known.
             */
            at: string;
            /** @enum {string} */
            state: "failed";
        } | {
            /** @enum {string} */
            state: "tested";
        };
        /** @description A proposal. */
        Proposal: components["schemas"]["ProposalState"] & {
            /** @description Name of the administrator who decided, if any. */
            decided_by_name?: string | null;
            /** @description Which one. */
            id: components["schemas"]["ProposalId"];
            /**
             * Format: date-time
             * @description When it reached the server.
             */
            made_at: string;
            /** @description The place that it would be, with the address that its reporter's emergency calls carry meanwhile. */
            place: components["schemas"]["NamedPlace"];
            /** @description The report that made it. */
            report: components["schemas"]["ReportId"];
            /** @description Who made it. */
            reporter: components["schemas"]["UserId"];
            /** @description Their name. */
            reporter_name: string;
            /** @description What is asked for. */
            request: components["schemas"]["Request"];
            /** @description The site that it is about. */
            site: components["schemas"]["SiteId"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `GET /v1/proposals/{id}`: a proposal with all that an administrator needs to decide. */
        ProposalDetail: components["schemas"]["Proposal"] & {
            /** @description Rules of the wiremap that give another location for this evidence. */
            conflicts: components["schemas"]["Conflict"][];
            /** @description With which evidence. */
            evidence: components["schemas"]["Evidence"];
            /** @description The network that was reported. */
            network_key: components["schemas"]["NetworkKey"];
            /**
             * Format: int32
             * @description How many users have reported the same network.
             */
            reporters: number;
            /** @description Other pending proposals about the same network. */
            siblings: components["schemas"]["Proposal"][];
            /** @description Rules that could bind this network, the most exact first; the first is the default. */
            suggested_rules: components["schemas"]["RuleEvidence"][];
        };
        /**
         * Format: uuid
         * @description A proposal.
         */
        ProposalId: string;
        /** @description How far a proposal has come. */
        ProposalState: {
            /** @enum {string} */
            state: "pending";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who decided. */
            by: components["schemas"]["UserId"];
            /** @description The location was made by the approval, so that undoing removes it. */
            created: boolean;
            /** @description The location that the network is now bound to. */
            location: components["schemas"]["LocationId"];
            /** @description The rules that the approval made. */
            rules: components["schemas"]["RuleId"][];
            /** @enum {string} */
            state: "approved";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who decided. */
            by: components["schemas"]["UserId"];
            /** @description Why, for the reporter to read. */
            reason: string;
            /** @enum {string} */
            state: "rejected";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "withdrawn";
        };
        /**
         * @description Names of the states, for filters.
         * @enum {string}
         */
        ProposalStateName: "pending" | "approved" | "rejected" | "withdrawn";
        /** @description How far it is with setting a phone up by address. */
        Provisioning: {
            fetched?: components["schemas"]["ProvisioningFetch"] | null;
            /**
             * Format: date-time
             * @description Until when a phone that types the address gets its settings, unless one has.
             */
            valid_until: string;
        };
        /** @description `POST /v1/desk-phones/{id}/provisioning`. The address is told once; the server keeps a hash of what is secret of it. */
        ProvisioningAddress: {
            /**
             * @description What is typed into it. It may be typed in capitals, and without the dashes.
             * @example https://phones.example.com/p/7k2m-9x4w-8b3n
             */
            address: string;
            /** @description The phone. */
            phone: components["schemas"]["DeskPhone"];
            /**
             * Format: date-time
             * @description Until when it is good.
             */
            valid_until: string;
        };
        /** @description That a phone has got its settings, and with them a new password. */
        ProvisioningFetch: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description The address that it came from.
             * @example 192.0.2.7
             */
            from: string;
            /** @description In whose files. */
            maker: components["schemas"]["PhoneMaker"];
        };
        /** @description The public IP address that the server saw. */
        PublicIp: {
            /**
             * @description The address.
             * @example 203.0.113.7
             */
            ip: string;
            /** @description It was reached through a tunnel, so it says nothing about the place and is not used. */
            through_tunnel: boolean;
        };
        /** @description The approval queue in brief. */
        Queue: {
            /**
             * Format: date-time
             * @description Last change of any proposal in the queue: read it again when this moves.
             */
            changed_at?: string | null;
            /**
             * Format: int32
             * @description How many proposals wait.
             */
            pending: number;
        };
        /**
         * @description How exactly a rule tells the place; the smaller wins. The order is published in the docs and shown to the user.
         * @enum {string}
         */
        Rank: "switch_port" | "switch_chassis" | "bssid" | "gateway_mac" | "public_ip_and_subnet" | "subnet" | "public_ip";
        /**
         * @description Whether help would be sent to where somebody is: from what is well to what is worst.
         * @enum {string}
         */
        Readiness: "settled" | "pending" | "automatic" | "never_confirmed" | "no_permission" | "unknown_network" | "switched_off" | "not_seen" | "no_device";
        /** @description How many owners are as well off as this. */
        ReadinessCount: {
            /**
             * Format: int64
             * @description How many.
             */
            owners: number;
            /** @description How well. */
            readiness: components["schemas"]["Readiness"];
        };
        /** @description `GET /v1/readiness`. */
        ReadinessOverview: {
            /** @description Whether emergency calls have a way out of their own. */
            emergency_trunks: components["schemas"]["EmergencyTrunks"];
            /** @description Users and common area phones that were asked for: the worst first, then by name. */
            owners: components["schemas"]["Page_OwnerReadiness"];
            /** @description Each site that the caller administers, by name, whatever else is asked for. */
            sites: components["schemas"]["SiteReadiness"][];
        };
        /** @description Where a phone is registered. */
        Registration: {
            /** @description Address and port that it was seen at. */
            address: string;
            /** @description The way to it is encrypted. */
            encrypted: boolean;
            said?: components["schemas"]["SaidLocation"] | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description What it calls itself; may be empty. */
            software: string;
        };
        /** @description `POST /v1/proposals/{id}/reject`, with the version that was read in `If-Match`. */
        Rejection: {
            /** @description Why, for the reporter to read; 1 to 500 characters. */
            reason: string;
        };
        /** @description `POST /v1/reports` takes a [`LocationReport`]; this comes back, the same each time the same report is sent. */
        ReportAnswer: {
            /** @description The device that it is about, with its new location. */
            device: components["schemas"]["Device"];
            /** @description The report as it was stored. */
            report: components["schemas"]["ReportView"];
        };
        /**
         * Format: uuid
         * @description A location report; made by the device, so that sending it twice is the same report.
         */
        ReportId: string;
        /** @description A report, as its owner sees it: everything that was sent, and what became of it. */
        ReportView: {
            /** @description From which device. */
            device: components["schemas"]["DeviceId"];
            /** @description Its name. */
            device_name: string;
            /** @description What was sent and what the server saw during the stay. */
            evidence: components["schemas"]["Evidence"];
            /** @description Which network it was about. */
            network_key: components["schemas"]["NetworkKey"];
            place?: components["schemas"]["NamedPlace"] | null;
            proposal?: components["schemas"]["ProposalState"] | null;
            /**
             * Format: date-time
             * @description When it reached the server.
             */
            received_at: string;
            /** @description What was sent. */
            report: components["schemas"]["LocationReport"];
        };
        /** @description What is asked for. */
        Request: {
            /** @enum {string} */
            kind: "bind";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "create";
            /** @description What to call it. */
            name: string;
            /** @description The location that it should hang below. */
            parent: components["schemas"]["LocationId"];
        };
        /** @description `POST /oauth/revoke`, form-encoded (RFC 7009 section 2.1). */
        Revocation: {
            /** @description A refresh token, or an access token. */
            token: string;
        };
        /** @description `PUT /v1/delegations/{id}/ringing`: the delegate's own switch. */
        RingingEdit: {
            /** @description Calls of this line ring with the caller. */
            rings: boolean;
        };
        /** @description What a user is besides a user. */
        Roles: {
            administrator?: components["schemas"]["Administration"] | null;
            /** @description Gets emergency alerts. */
            safety_team?: boolean;
        };
        /** @description What a wiremap rule looks for. */
        RuleEvidence: {
            /** @description Chassis ID as LLDP tells it. */
            chassis: string;
            /** @enum {string} */
            kind: "switch_port";
            /** @description The port or ports. */
            ports: components["schemas"]["PortRange"];
        } | {
            /** @description Chassis ID as LLDP tells it. */
            chassis: string;
            /** @enum {string} */
            kind: "switch_chassis";
        } | {
            /** @description The address. */
            bssid: string;
            /** @enum {string} */
            kind: "bssid";
            /**
             * Format: int32
             * @description How many leading bits count, 1 to 48; 48 is exactly this one.
             */
            prefix_bits: number;
        } | {
            /** @enum {string} */
            kind: "gateway_mac";
            /** @description The router's link-layer address. */
            mac: string;
        } | {
            /** @enum {string} */
            kind: "public_ip_and_subnet";
            /**
             * @description The public address or range.
             * @example 203.0.113.7/32
             */
            public: string;
            /**
             * @description The private subnet that the device's own address must be in.
             * @example 10.4.0.0/16
             */
            subnet: string;
        } | {
            /** @enum {string} */
            kind: "subnet";
            /**
             * @description The private subnet.
             * @example 10.4.0.0/16
             */
            subnet: string;
        } | {
            /** @enum {string} */
            kind: "public_ip";
            /**
             * @description The public address or range.
             * @example 203.0.113.7/32
             */
            public: string;
        };
        /**
         * Format: uuid
         * @description A wiremap rule.
         */
        RuleId: string;
        /** @description A rule that matched. */
        RuleMatch: {
            /** @description What it looked for, and found. */
            evidence: components["schemas"]["RuleEvidence"];
            /** @description The location says that coarse evidence is enough to know it. */
            is_enough?: boolean;
            /** @description The place that the rule is bound to. */
            location: components["schemas"]["LocationId"];
            /** @description How exactly it tells the place. */
            rank: components["schemas"]["Rank"];
            /** @description The rule. */
            rule: components["schemas"]["RuleId"];
            /**
             * Format: date-time
             * @description Its age is counted from here.
             */
            updated_at: string;
        };
        /**
         * @description The rungs of the ladder, the best first.
         * @enum {string}
         */
        Rung: "confirmed_location" | "pending_report" | "automatic_wiremap" | "default_address" | "site_default";
        /** @description Where a phone of a common area was said to be in one network. */
        SaidLocation: {
            /** @description The company location. */
            location: components["schemas"]["LocationId"];
            /** @description Its name. */
            name: string;
        };
        /** @description When a delegate covers a line. */
        Schedule: {
            /** @description Any of these. */
            hours: components["schemas"]["Hours"][];
            /** @description The delegator's time zone, by its IANA name such as `Europe/London`. */
            time_zone: string;
        };
        /**
         * @description What there is of a secret.
         * @enum {string}
         */
        SecretState: "none" | "kept" | "unreadable";
        /** @description `GET /v1/shared-lines/{user}`: one user's delegation settings. Its `version` is the `ETag`. */
        SharedLineSettings: {
            /** @description Live delegations in which the user acts on the lines of others. */
            acts_for: components["schemas"]["Delegation"][];
            /** @description Live delegations of the user's lines. */
            delegates: components["schemas"]["Delegation"][];
            /** @description The user. */
            delegator: components["schemas"]["Delegator"];
            /** @description The user may have delegates: licensed, active, policy on. Else why not, in a sentence for people. */
            hindrance?: string | null;
            /** @description The user's own lines, by number. */
            lines: components["schemas"]["LineSettings"][];
            lock?: components["schemas"]["DelegationLock"] | null;
            /** @description What holds for the user. */
            policy: components["schemas"]["Policy"];
            supervised_by?: components["schemas"]["MonitoringGroupId"] | null;
            /**
             * Format: int32
             * @description Counts changes of lock and supervision.
             */
            version: number;
        };
        /** @description `GET /v1/shared-lines`: somebody who is a delegator or a delegate, with the other side of each live delegation. */
        SharedLines: {
            /** @description Who acts on their lines. */
            delegates: components["schemas"]["DelegationBrief"][];
            /** @description On whose lines they act. */
            delegators: components["schemas"]["DelegationBrief"][];
            /** @description Their extension. */
            extension?: string | null;
            /** @description Their delegation settings are locked. */
            locked: boolean;
            /** @description Name for people. */
            name: string;
            /** @description Direct numbers; E.164. */
            numbers: string[];
            /** @description Their site. */
            site: components["schemas"]["SiteId"];
            /** @description Its name. */
            site_name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description For administrators: something about shared lines changed; read again what is shown when this moves. */
        SharedLinesChanged: {
            /**
             * Format: date-time
             * @description When.
             */
            changed_at?: string | null;
        };
        /** @description `POST /v1/session`: sign in to the portal. */
        SignIn: {
            /** @description The user's e-mail address. */
            email: string;
            /** @description The password. */
            password: string;
        };
        /** @description A site. */
        Site: {
            /** @description Address of the root. */
            address: components["schemas"]["CivicAddress"];
            /**
             * @description The fallback callback number, in E.164: emergency calls go out with it where neither the place nor the caller has a
             *     number that can be called back.
             */
            callback_number?: string | null;
            /** @description What holds here. */
            effective: components["schemas"]["Policy"];
            /** @description Which one. */
            id: components["schemas"]["SiteId"];
            /** @description What people call it. */
            name: string;
            numbering?: components["schemas"]["NumberingPlan"] | null;
            /** @description What deviates from the account's policy. */
            policy: components["schemas"]["PolicyOverride"];
            /** @description The root of its tree; its address is the site's default. */
            root: components["schemas"]["LocationId"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description Whom a site tells of emergency calls, beside its safety team. */
        SiteAlerts: {
            /** @description Who gets an e-mail. */
            emails: string[];
            /** @description Signs what is posted; given once, when it is new. */
            secret?: string | null;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
            /** @description Where each call, and what becomes of it, is posted to as a [`WebhookBody`]. */
            webhook?: string | null;
        };
        /** @description `PUT /v1/sites/{id}/alerts`, with the version that was read in `If-Match`. */
        SiteAlertsEdit: {
            /** @description Who gets an e-mail. */
            emails: string[];
            /** @description Make a new secret; the one before holds no longer. */
            new_secret?: boolean;
            /** @description Where calls are posted to. */
            webhook?: string | null;
        };
        /**
         * Format: uuid
         * @description A site: the top of a tree of company locations, and the unit of policy.
         */
        SiteId: string;
        /** @description `PUT /v1/policies/sites/{id}`, with the version of the site that was read in `If-Match`. */
        SitePolicyEdit: {
            /** @description The deviations. */
            policy: components["schemas"]["PolicyOverride"];
        };
        /** @description How well help would find the people of a site. */
        SiteReadiness: {
            /** @description How many owners are how well off, the best first; what nobody is is left out. */
            counts: components["schemas"]["ReadinessCount"][];
            /** @description It has no fallback callback number, so that some of its people might not be called back. */
            lacks_callback_number: boolean;
            /** @description Its name. */
            name: string;
            /** @description The site. */
            site: components["schemas"]["SiteId"];
        };
        /**
         * @description Why a rung above the one in force was skipped.
         * @enum {string}
         */
        SkipReason: "nothing_said" | "newer_rule" | "rule_gone" | "asked_again" | "carried_network" | "awaits_approval" | "owner_has_said" | "nothing_matched" | "several_matched" | "evidence_too_coarse" | "no_usable_address" | "network_not_known" | "policy_off";
        /** @description A rung that was skipped, and why. */
        Skipped: {
            /** @description Why. */
            reason: components["schemas"]["SkipReason"];
            /** @description Which rung. */
            rung: components["schemas"]["Rung"];
        };
        /** @description `GET /v1/snapshot`: the caller's whole view. */
        Snapshot: {
            /**
             * Format: int64
             * @description The events after this number follow.
             */
            cursor: number;
            /** @description Everything, sorted by key. */
            entities: components["schemas"]["Entity"][];
        };
        /**
         * Format: uuid
         * @description One uninterrupted presence of a device on one network; made by the device.
         */
        StayId: string;
        /** @description `PUT /v1/shared-lines/{user}/supervision`. */
        SupervisionEdit: {
            group?: components["schemas"]["MonitoringGroupId"] | null;
        };
        /** @description A delegation is suspended, and goes on by itself once nothing hinders it. */
        Suspension: {
            /** @description Why; never empty. */
            reasons: components["schemas"]["SuspensionReason"][];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description Why a delegation is suspended. */
        SuspensionReason: {
            /** @description What it is. */
            hindrance: components["schemas"]["Hindrance"];
            /** @description On which side. */
            party: components["schemas"]["Party"];
        };
        /** @description The switch port at the other end of the cable, as LLDP (IEEE 802.1AB) tells it. */
        SwitchPort: {
            /** @description Chassis ID TLV as text: a MAC address in our spelling, an IP address, or the string as sent. */
            chassis: string;
            /** @description Port ID TLV as text, in the same manner, such as `Gi1/0/12`. */
            port: string;
            /** @description System Name TLV, for people to read. */
            system_name?: string | null;
        };
        /** @description What a delegator grants. */
        Terms: {
            /** @description What the delegate may do. */
            privileges: components["schemas"]["Privileges"];
            schedule?: components["schemas"]["Schedule"] | null;
            /**
             * Format: date-time
             * @description The delegation ends by itself at this moment.
             */
            until?: string | null;
        };
        /** @description `PUT /v1/delegations/{id}/terms`. */
        TermsEdit: {
            /** @description What is granted from now on. */
            terms: components["schemas"]["Terms"];
        };
        /** @description Where a call goes that nobody takes. */
        Then: {
            /** @enum {string} */
            kind: "voicemail";
            /** @description Which one. */
            number: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            kind: "number";
            /** @description Whom. */
            number: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            kind: "busy";
        };
        /** @description Tokens (RFC 6749 section 5.1). */
        TokenAnswer: {
            /** @description For the `Authorization: Bearer` header. */
            access_token: string;
            /** @description The device that these tokens are for. */
            device: components["schemas"]["DeviceId"];
            /**
             * Format: int32
             * @description Seconds that the access token lives.
             */
            expires_in: number;
            /** @description For the next pair. */
            refresh_token: string;
            /** @description Always `Bearer`. */
            token_type: string;
        };
        /** @description What the token endpoint answers when it refuses (RFC 6749 section 5.2). */
        TokenError: {
            /** @description `invalid_grant`, `invalid_request`, `invalid_client`, `unsupported_grant_type`. */
            error: string;
            /** @description For people. */
            error_description: string;
        };
        /** @description `POST /oauth/token`, form-encoded (RFC 6749 sections 4.1.3 and 6). */
        TokenRequest: {
            /** @description [`DESKTOP_CLIENT_ID`]. */
            client_id: string;
            /** @description The code. */
            code: string;
            /** @description RFC 7636 section 4.1. */
            code_verifier: string;
            device?: components["schemas"]["DeviceId"] | null;
            /** @description What to call this device, such as the computer's name. */
            device_name: string;
            /** @enum {string} */
            grant_type: "authorization_code";
            /** @description As in the authorization request. */
            redirect_uri: string;
        } | {
            /** @description [`DESKTOP_CLIENT_ID`]. */
            client_id: string;
            /** @enum {string} */
            grant_type: "refresh_token";
            /** @description The refresh token. */
            refresh_token: string;
        };
        /** @description A trunk. Its password and the key of its certificate are never told. */
        Trunk: {
            /** @description Which one. */
            id: components["schemas"]["TrunkId"];
            /** @description It is set up where the server is started (`--trunk`), and can be changed there alone. */
            is_fixed: boolean;
            /** @description Its password. */
            secret: components["schemas"]["SecretState"];
            /** @description How it is set up. */
            settings: components["schemas"]["TrunkSettings"];
            /** @description How it is now. */
            state: components["schemas"]["TrunkState"];
            /** @description The key of its certificate. */
            tls_key: components["schemas"]["SecretState"];
            /**
             * Format: int32
             * @description Counts changes, for edits that must not overwrite each other.
             */
            version: number;
        };
        /** @description What came when a trunk was asked whether it is there. */
        TrunkCheck: {
            /** @description The address that was asked last; absent where there is none. */
            address?: string | null;
            /**
             * Format: int32
             * @description Its answer's code; absent where nothing came. Any answer says that it is there.
             */
            code?: number | null;
            /**
             * Format: int64
             * @description How long that took, in milliseconds.
             */
            milliseconds: number;
            /** @description The words with it, or, as a sentence, why it cannot be spoken to. */
            reason?: string | null;
            /** @description How it is now. */
            state: components["schemas"]["TrunkState"];
            /** @description By what: `udp`, `tcp` or `tls`. */
            transport?: string | null;
        };
        /** @description `PATCH /v1/trunks/{id}`: what is given takes the place of what there is, and the rest stays. */
        TrunkEdit: {
            /** @description Another password, or null for none. */
            secret?: string | null;
            settings?: components["schemas"]["TrunkSettings"] | null;
            /** @description Another key (PEM) of our certificate, or null for none. */
            tls_key?: string | null;
        };
        /**
         * Format: uuid
         * @description A trunk: a way to the public network.
         */
        TrunkId: string;
        /** @description A trunk, but for its secrets. */
        TrunkSettings: {
            /** @description By TLS: the certificates (PEM) of who vouches for the carrier; where absent, those that this computer believes. */
            authorities?: string | null;
            /** @description How it is told the number of who calls. */
            caller_id?: components["schemas"]["CallerIdFormat"];
            /** @description By TLS: our own certificate (PEM), with those that lead to who vouches for us; absent where the carrier wants none. */
            certificate?: string | null;
            /**
             * Format: int32
             * @description How often it is asked whether it is there, in seconds, 10 to 3600; absent where it is not.
             */
            check_seconds?: number | null;
            /**
             * @description The codecs of its calls, the best first, by their names in SDP, at most 16; none for whatever the telephones offer. Emergency
             *     calls are offered all.
             * @example [
             *       "G722",
             *       "PCMA"
             *     ]
             */
            codecs?: string[];
            /**
             * @description The country whose numbers are national for it, where it is told them so: two letters (ISO 3166).
             * @example GB
             */
            country?: string | null;
            emergency?: components["schemas"]["EmergencyTrunk"] | null;
            /**
             * @description The carrier's host: a name that the DNS knows, or an IP address.
             * @example sip.carrier.example
             */
            host: string;
            /**
             * Format: int32
             * @description With as many calls at a time, 1 to 10000, further ordinary calls leave by another trunk. Neither an emergency call nor one
             *     that comes in is refused for it. Absent: as many as there are.
             */
            most_calls?: number | null;
            /** @description What people call it, 1 to 120 characters; no other has it. */
            name: string;
            /** @description Whether ordinary calls leave by it. */
            ordinary: boolean;
            /**
             * Format: int32
             * @description Its port. Where it is absent the DNS says it (RFC 3263), else it is 5060, or 5061 by TLS.
             */
            port?: number | null;
            /**
             * Format: int32
             * @description Lower ones are tried first, 1 to 99.
             */
            priority?: number;
            /** @description Whether to register there. */
            registers?: boolean;
            /**
             * @description Whether no call goes by it whose sound is not encrypted (SRTP). Neither an emergency call nor the call back to who made one is
             *     refused for that.
             */
            requires_encryption?: boolean;
            /**
             * @description From where its calls come besides the addresses of its host, at most 64.
             * @example [
             *       "198.51.100.0/28"
             *     ]
             */
            sources?: string[];
            /** @description How it is reached. */
            transport?: components["schemas"]["TrunkTransport"];
            /** @description The user by which the carrier knows the organisation; absent where it knows its address. */
            user?: string | null;
        };
        /** @description How a trunk is now. */
        TrunkState: {
            /** @description Where its host is, the first first: addresses with ports. */
            addresses: string[];
            /**
             * Format: int32
             * @description The code with which it has refused (RFC 3261); absent where it has not.
             */
            code?: number | null;
            /** @description Whether calls are tried by it before those that are known not to take any. */
            is_usable: boolean;
            /** @description What it said with that, or, as a sentence, why it cannot be spoken to; absent where nothing is known. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Since when that is so.
             */
            since: string;
            /** @description What is known of it. */
            status: components["schemas"]["TrunkStatus"];
        };
        /**
         * @description What is known of a trunk.
         * @enum {string}
         */
        TrunkStatus: "not_asked" | "no_address" | "registering" | "registered" | "refused" | "answering" | "unavailable" | "silent";
        /**
         * @description How a trunk is reached.
         * @enum {string}
         */
        TrunkTransport: "auto" | "udp" | "tcp" | "tls";
        /** @description What is being done about a held call. */
        UnderwayView: {
            /** @description Who. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            kind: "retrieval";
        } | {
            /** @enum {string} */
            kind: "transfer";
            /** @description To whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @description They have answered. */
            answered: boolean;
            /** @enum {string} */
            kind: "consultation";
            /** @description With whom. */
            to: components["schemas"]["Number"];
        };
        /** @description A network that no rule knows. */
        UnknownNetwork: {
            /**
             * Format: date-time
             * @description Since when the last of them is.
             */
            last_at: string;
            /**
             * Format: int64
             * @description How many people are on it.
             */
            people: number;
            /** @description Name of the wireless network, where it is one. */
            ssid?: string | null;
            /** @description Rules that would know it, the most exact first. */
            suggested_rules: components["schemas"]["RuleEvidence"][];
        };
        /**
         * @description Why somebody could not be reached.
         * @enum {string}
         */
        Unreached: "declined" | "busy" | "no_answer" | "unreachable";
        /** @description A user, as administrators see one. */
        User: {
            /** @description May sign in. */
            active: boolean;
            /** @description E-mail address, by which the user signs in. */
            email: string;
            /** @description The user's extension. */
            extension?: string | null;
            /** @description Who. */
            id: components["schemas"]["UserId"];
            /** @description Has a phone licence and calling plan. */
            licensed: boolean;
            /** @description Name for people. */
            name: string;
            /** @description The user's direct numbers; E.164. */
            numbers?: string[];
            /** @description What the user is besides a user. */
            roles: components["schemas"]["Roles"];
            /** @description The user's site. */
            site: components["schemas"]["SiteId"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `GET /v1/users/{id}/call-settings`: what somebody has set for all their calls. Its `version` is the `ETag`. */
        UserCallSettings: {
            /** @description The settings. */
            settings: components["schemas"]["CallSettings"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /** @description `PUT /v1/users/{id}`, with the version that was read in `If-Match`. */
        UserEdit: {
            /** @description May sign in. Taking it away ends all sessions at once. */
            active: boolean;
            /** @description The user's extension: 2 to 8 digits, unique in the account. */
            extension?: string | null;
            /** @description Has a phone licence and calling plan. */
            licensed: boolean;
            /** @description Name for people. */
            name: string;
            /** @description What the user is besides a user. */
            roles: components["schemas"]["Roles"];
            /** @description The user's site. */
            site: components["schemas"]["SiteId"];
        };
        /**
         * Format: uuid
         * @description A person with an account.
         */
        UserId: string;
        /** @description `POST /v1/users/import`. Users are told apart by their e-mail address: who is there is changed, who is not is made. */
        UserImport: {
            /** @description Write it. Otherwise it is a preview; one bad row keeps all of them from being written. */
            apply: boolean;
            /**
             * @description The file: the columns `name`, `email`, `site`, `licensed`, `administrator` (empty, `account` or a site's name),
             *     `safety_team`, `extension`, `active`, in any order; those that are absent are left as they are.
             */
            csv: string;
        };
        /** @description The access point that the device is associated with. */
        Wifi: {
            /** @description The access point's address; absent where the operating system withholds it. */
            bssid?: string | null;
            /** @description Name of the wireless network, at most 32 bytes; bytes that are no UTF-8 are replaced. */
            ssid: string;
        };
        /** @description `GET /v1/wiremap/gaps`: what the wiremap lacks. */
        WiremapGaps: {
            /** @description Networks that rules of the same rank bind to several locations, so that people are asked. */
            contested: components["schemas"]["ContestedNetwork"][];
            /**
             * @description Networks that no rule knows, the most people first. Only those that at least two people are on now, one of whom has
             *     not called it a place of their own: what one person alone meets may be their home.
             */
            unknown: components["schemas"]["UnknownNetwork"][];
            /** @description Locations to which no network leads, neither to them nor to any below them. */
            unreached: components["schemas"]["GapLocation"][];
        };
        /** @description Evidence bound to a company location. */
        WiremapRule: {
            /** @description What it looks for. */
            evidence: components["schemas"]["RuleEvidence"];
            /** @description Which rule. */
            id: components["schemas"]["RuleId"];
            /** @description Where its evidence is found. */
            location: components["schemas"]["LocationId"];
            /**
             * Format: date-time
             * @description When it was made or last changed: "newer" in docs/rules.md means this.
             */
            updated_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    oauth_metadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metadata"];
                };
            };
        };
    };
    authorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthorizeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizeAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["Revocation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
        };
    };
    token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
        };
    };
    get_audit: {
        parameters: {
            query?: {
                /** @description Only entries with a smaller number */
                before?: number;
                /** @description How many, at most 200 */
                limit?: number;
                /** @description Only entries that contain this */
                q?: string;
                /** @description Only actions that begin with this, such as delegation */
                action?: string;
                /** @description Only what this user did */
                actor?: components["schemas"]["UserId"];
                /** @description Only entries of this moment (RFC 3339) and later */
                from?: string;
                /** @description Only entries before this moment (RFC 3339) */
                to?: string;
                /** @description Only what concerns this site */
                site?: components["schemas"]["SiteId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntry"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockState"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    confirm_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockState"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    invite_delegate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description It was made before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_delegation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accept_delegation: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    decline_delegation: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    dismiss_delegation: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    end_delegation: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_delegation_ringing: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RingingEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_delegation_terms: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TermsEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdraw_delegation: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DelegationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_desk_phones: {
        parameters: {
            query?: {
                /** @description What the owner is; a user where it is absent. */
                owner_kind?: "user" | "phone";
                /** @description Whose phones; the caller's own where it is absent. */
                owner?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhone"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    make_desk_phone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDeskPhone"];
            };
        };
        responses: {
            /** @description It was made before; the password is new */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhoneCredentials"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhoneCredentials"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_desk_phone: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskPhoneEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhone"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_desk_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_phone_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneKeys"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_phone_keys: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneKeysEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneKeys"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    locate_desk_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommonAreaLocationEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhone"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    renew_desk_phone_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskPhoneCredentials"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    make_provisioning_address: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvisioningAddress"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdraw_provisioning_address: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    report_for_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["DeviceId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PortalReport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_directory: {
        parameters: {
            query?: {
                /** @description What the name, the e-mail address or the extension must contain, in any case. */
                q?: string;
                /** @description For administrators: on whose lines they would act; the caller's where it is absent. */
                delegator?: components["schemas"]["UserId"];
                /** @description Number of the first item, from 0. */
                offset?: number;
                /** @description How many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DirectoryEntry"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    discovery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_emergency_calls: {
        parameters: {
            query?: {
                /** @description Only those of this site */
                site?: components["schemas"]["SiteId"];
                /** @description Only tests, or only calls that are none */
                test?: boolean;
                /** @description Only those that were dialled before (RFC 3339) */
                before?: string;
                /** @description How many, at most 200 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmergencyCall"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    acknowledge_emergency_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["EmergencyCallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmergencyCall"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_events: {
        parameters: {
            query?: {
                /** @description The cursor; the header Last-Event-ID goes before it */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Event"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    identify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifyRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentifyAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    place_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                line: components["schemas"]["LineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceCall"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Line"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    act_on_call: {
        parameters: {
            query?: never;
            header: {
                /** @description The version of the appearance */
                "If-Match": string;
            };
            path: {
                line: components["schemas"]["LineId"];
                call: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallAction"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Line"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_forwarding: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                line: components["schemas"]["LineId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Forwarding"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForwardingSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_forwarding: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                line: components["schemas"]["LineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForwardingSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_line_history: {
        parameters: {
            query?: {
                /** @description Only calls that ended before this moment (RFC 3339). */
                before?: string;
                /** @description How many, at most 100; those that ended at the same moment as the last are all there. */
                limit?: number;
            };
            header?: never;
            path: {
                line: components["schemas"]["LineId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_location_clients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationClient"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_location_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLocationClient"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationClientCredentials"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_location_client: {
        parameters: {
            query?: never;
            header: {
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["LocationClientId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationClientEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationClient"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_location_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["LocationClientId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_locations: {
        parameters: {
            query?: {
                /** @description Words that the name, path or address must contain, in any order and case. */
                q?: string;
                /** @description Only this site. */
                site?: components["schemas"]["SiteId"];
                /** @description Number of the first item, from 0. */
                offset?: number;
                /** @description How many, at most [`crate::page::PAGE_MAX`]. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LocationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_location: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLocation"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    edit_location: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocationView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiremapRule"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    add_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedRule"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_default_address: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefaultAddress"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_monitoring_groups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonitoringGroup"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_monitoring_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMonitoringGroup"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonitoringGroup"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_monitoring_group: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["MonitoringGroupId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MonitoringGroupEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonitoringGroup"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_monitoring_group: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["MonitoringGroupId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_numbers: {
        parameters: {
            query?: {
                /** @description Only those that contain these digits, or whose holder's name contains this */
                q?: string;
                /** @description Only those that are somebody's, or nobody's */
                assigned?: boolean;
                /** @description Only those of this site, and those that are nobody's */
                site?: components["schemas"]["SiteId"];
                /** @description Number of the first, from 0 */
                offset?: number;
                /** @description How many, at most 200 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PhoneNumber"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_number: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNumber"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_number: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                /** @description E.164, with its plus sign */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_number: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                /** @description E.164, with its plus sign */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_personal_locations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalLocation"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_personal_location: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPersonalLocation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalLocation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    edit_personal_location: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["PersonalLocationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonalLocationEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalLocation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_personal_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PersonalLocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_phones: {
        parameters: {
            query?: {
                /** @description Only those whose name, hardware address or extension contains this */
                q?: string;
                /** @description Only those of this site */
                site?: components["schemas"]["SiteId"];
                /** @description Number of the first, from 0 */
                offset?: number;
                /** @description How many, at most 200 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CommonAreaPhone"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_phone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPhone"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommonAreaPhone"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["PhoneId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommonAreaPhoneDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_phone: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["PhoneId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommonAreaPhone"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_phone: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["PhoneId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_account_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPolicy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_account_policy: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPolicyEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPolicy"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_site_policy: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SitePolicyEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_proposals: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: "pending" | "approved" | "rejected" | "withdrawn";
                /** @description Only those of this site. */
                site?: components["schemas"]["SiteId"];
                /** @description What the reporter's name, the place's name or its address must contain, in any case. */
                q?: string;
                /** @description In which order; the newest first where it is absent. */
                sort?: "newest" | "oldest";
                /** @description Number of the first item, from 0. */
                offset?: number;
                /** @description How many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Proposal"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ProposalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalDetail"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    approve_proposal: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["ProposalId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reject_proposal: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["ProposalId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rejection"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    undo_proposal: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["ProposalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdraw_proposal: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["ProposalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: {
                /** @description Only those of this site */
                site?: components["schemas"]["SiteId"];
                /** @description Only those who are as well off as this */
                readiness?: components["schemas"]["Readiness"];
                /** @description Part of a name */
                search?: string;
                /** @description Number of the first, from 0 */
                offset?: number;
                /** @description How many, at most 200 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessOverview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_readiness: {
        parameters: {
            query?: {
                /** @description Only those of this site */
                site?: components["schemas"]["SiteId"];
                /** @description Only those who are as well off as this */
                readiness?: components["schemas"]["Readiness"];
                /** @description Part of a name */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_reports: {
        parameters: {
            query?: {
                /** @description Number of the first item, from 0. */
                offset?: number;
                /** @description How many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReportView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    make_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationReport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["RuleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Sets the session cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_shared_lines: {
        parameters: {
            query?: {
                /** @description What the name, the e-mail or hardware address or the extension must contain, in any case. */
                q?: string;
                /** @description Only those of this site. */
                site?: components["schemas"]["SiteId"];
                /** @description Number of the first item, from 0. */
                offset?: number;
                /** @description How many; 25 where it is absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SharedLines"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_shared_lines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedLineSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    assign_delegate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description It was made before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    lock_shared_lines: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                user: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LockEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedLineSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    supervise_shared_lines: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read */
                "If-Match": string;
            };
            path: {
                user: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupervisionEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedLineSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_sites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_site: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSite"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_site: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_site_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteAlerts"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_site_alerts: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SiteAlertsEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteAlerts"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_callback_number: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackNumberEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_dialling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DialTest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DialOutcome"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_numbering: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberingEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_trunks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_trunk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTrunk"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_trunk: {
        parameters: {
            query?: {
                /** @description It is meant so, whatever that does */
                confirm?: boolean;
            };
            header: {
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["TrunkId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_trunk: {
        parameters: {
            query?: {
                /** @description It is meant so, whatever that does */
                confirm?: boolean;
            };
            header: {
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["TrunkId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrunkEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    check_trunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["TrunkId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrunkCheck"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_users: {
        parameters: {
            query?: {
                /** @description Only those whose name, e-mail address or extension contains this */
                q?: string;
                /** @description Only those of this site */
                site?: components["schemas"]["SiteId"];
                /** @description Number of the first, from 0 */
                offset?: number;
                /** @description How many, at most 200 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserImport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOutcome"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_user: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ask_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_call_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCallSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_call_settings: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that was read */
                "If-Match": string;
            };
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallSettings"];
            };
        };
        responses: {
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCallSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_wiremap_gaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WiremapGaps"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
